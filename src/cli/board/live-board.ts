import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../../engine/answer.ts";
import { oneLine } from "../../planner/words.ts";

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

const MAX_TROUBLE = 300;

/** Wakes a loop that sleeps. What is rung while it is awake wakes it at once when it sleeps next. */
export class Bell {
	#isRung = false;
	#wake: () => void = () => undefined;

	ring(): void {
		this.#isRung = true;
		this.#wake();
	}

	/** True when it was rung; false when so much time has passed, or the signal came. */
	async heard(ms: number, signal: AbortSignal): Promise<boolean> {
		if (!this.#isRung) {
			const woken = new AbortController();
			this.#wake = () => woken.abort();
			const either = AbortSignal.any([signal, woken.signal]);
			await pause(ms, undefined, { signal: either }).catch(() => undefined);
			this.#wake = () => undefined;
		}
		const isRung = this.#isRung;
		this.#isRung = false;
		return isRung;
	}
}

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
	while (!signal.aborted) {
		await pause(LEAST_MS, undefined, { signal }).catch(() => undefined);
		const isNews = await bell.heard(TICK_MS, signal);
		if (signal.aborted) break;
		if (isNews || nowMs() - askedMs >= MOST_MS) {
			askedMs = nowMs();
			const answer = await ask().catch(unreached);
			if (answer.ok) shown = answer;
			trouble = answer.ok ? undefined : oneLine(answer.message, MAX_TROUBLE);
		}
		draw(shown, trouble);
	}
	return undefined;
}

function unreached(error: Error & { readonly code?: string }) {
	if (error.code !== "STORE_UNAVAILABLE") throw error;
	return { ok: false, message: error.message } as const;
}
