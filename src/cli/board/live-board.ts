import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../../engine/answer.ts";
import { oneLine } from "../../planner/words.ts";
import type { Bell } from "../bell.ts";

/** What a board is shown live with. */
export interface Live {
	/** Asks for the board. */
	readonly ask: () => Promise<Answer>;
	/** Draws an answer; `trouble` says why it is an old one. */
	readonly draw: (answer: Answer & { ok: true }, trouble?: string) => void;
	readonly nowMs: () => number;
	/** Ends it. */
	readonly signal: AbortSignal;
}

/** At most five times a second. */
const LEAST_MS = 200;
/** Times that run down are drawn anew so often, without asking for anything. */
const TICK_MS = 1_000;
/** What time alone changes is asked for so often. */
const MOST_MS = 30_000;
/** After a look that failed the next one follows soon, after twice as long each time. */
const FIRST_AGAIN_MS = 1_000;

const MAX_TROUBLE = 300;

/**
 * Draws a board again whenever the bell is rung, and as time runs down, until the signal. Answers a refusal that it began with. A
 * board that cannot be reached later on is shown as it was.
 */
export async function liveBoard(
	{ ask, draw, nowMs, signal }: Live,
	bell: Bell,
): Promise<(Answer & { ok: false }) | undefined> {
	const first = await ask();
	if (!first.ok) return first;
	let shown = first;
	let trouble: string | undefined;
	draw(shown);
	let askedMs = nowMs();
	let failures = 0;
	while (!signal.aborted) {
		await pause(LEAST_MS, undefined, { signal }).catch(() => undefined);
		const isNews = await bell.heard(TICK_MS, signal);
		if (signal.aborted) break;
		if (isNews || nowMs() - askedMs >= nextAfter(failures)) {
			const answer = await ask().catch(unreached);
			askedMs = nowMs();
			if (answer.ok) shown = answer;
			failures = answer.ok ? 0 : failures + 1;
			trouble = answer.ok ? undefined : oneLine(answer.message, MAX_TROUBLE);
		}
		draw(shown, trouble);
	}
	return undefined;
}

function nextAfter(failures: number): number {
	return failures === 0
		? MOST_MS
		: Math.min(MOST_MS, FIRST_AGAIN_MS * 2 ** (failures - 1));
}

function unreached(error: Error & { readonly code?: string }) {
	if (error.code !== "STORE_UNAVAILABLE") throw error;
	return { ok: false, message: error.message } as const;
}
