import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../../engine/answer.ts";
import type { DoorSaying } from "../../engine/board-door.ts";
import { StoreUnavailable } from "../../store/store-unavailable.ts";
import { boardFrozen, isFrozen, mustNotBeFrozen } from "./board-frozen.ts";
import { isBoardAway } from "./lease-gone.ts";
import type { Shift } from "./shift.ts";

/** A board that cannot be reached is asked again after this, doubled each time up to the longest. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
/** So long it is tried before it is given up. */
const GIVE_UP_MS = 10 * 60_000;
/** A board that breaks down over what is said breaks down again, so often at most. */
const MAX_DEFECTS = 4;
/** An answer that nobody wants to wait for any more is given up after this. */
const LAST_MS = 5_000;

/**
 * Says something until it is answered, under one key, so that it takes effect once however often it has to be said. Throws
 * `STORE_UNAVAILABLE` when the board could not be reached for ten minutes, when it is frozen, or when `signal` ends the trying:
 * one that is aborted leaves one short try.
 */
export function sayPatiently(
	{ door, agent, ...patience }: Patience & Pick<Shift, "door" | "agent">,
	saying: DoorSaying,
	signal?: AbortSignal,
): Promise<Answer> {
	const by = agent === undefined ? {} : { agent };
	const keyed = { ...by, key: randomUUID(), ...saying };
	return patiently(() => door.say(keyed), patience, signal);
}

/** What patience is had with. */
export type Patience = Pick<Shift, "nowMs" | "tell" | "frozen">;

/**
 * Asks until there is an answer that will not be another one a while later: one to come back later, one of a server that does not
 * know its boards yet, and, a few times, a defect of the board's are asked for again. Throws as `sayPatiently` does.
 */
export async function patiently(
	ask: () => Promise<Answer>,
	{ nowMs, tell, frozen }: Patience,
	signal?: AbortSignal,
): Promise<Answer> {
	const endMs = nowMs() + GIVE_UP_MS;
	let defects = 0;
	for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
		const isLast = () => signal?.aborted === true || nowMs() >= endMs;
		let waitMs = Math.min(pauseMs, MAX_PAUSE_MS);
		try {
			const answer = await atLast(ask, signal);
			if (answer.ok || !isPassing(answer, defects) || isLast()) return answer;
			mustNotBeFrozen({ frozen });
			if (answer.code === "INTERNAL") defects += 1;
			waitMs = Math.max(waitMs, askedMs(answer.data?.retryAfterSeconds));
		} catch (error) {
			const { code } = error as { readonly code?: string };
			if (code !== "STORE_UNAVAILABLE") throw error;
			if (isFrozen(error as Error)) throw boardFrozen(error as Error);
			if (isLast()) throw error;
		}
		if (pauseMs === FIRST_PAUSE_MS)
			tell("the board gives no answer now; it is asked again");
		await pauseFor(waitMs, signal);
	}
}

function isPassing(
	answer: Answer & { readonly ok: false },
	defects: number,
): boolean {
	const { code, retryable } = answer;
	if (code === "INTERNAL") return retryable && defects < MAX_DEFECTS;
	return code === "RATE_LIMITED" || isBoardAway(answer);
}

/** Asks once, and waits only a little for the answer once the signal has come. */
async function atLast(
	ask: () => Promise<Answer>,
	signal: AbortSignal | undefined,
): Promise<Answer> {
	if (signal === undefined) return ask();
	const over = new AbortController();
	const late = async () => {
		await pauseFor(GIVE_UP_MS, AbortSignal.any([signal, over.signal]));
		await pauseFor(LAST_MS, over.signal);
		throw new StoreUnavailable("the board gave no answer before the end");
	};
	try {
		return await Promise.race([ask(), late()]);
	} finally {
		over.abort();
	}
}

/** Waits, at most until the signal. */
export async function pauseFor(
	ms: number,
	signal?: AbortSignal,
): Promise<void> {
	await pause(ms, undefined, signal === undefined ? {} : { signal }).catch(
		(error: Error) => {
			if (error.name !== "AbortError") throw error;
		},
	);
}

function askedMs(seconds: unknown): number {
	return typeof seconds === "number" && seconds > 0
		? Math.min(seconds, 3_600) * 1_000
		: 0;
}
