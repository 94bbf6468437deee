import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../../engine/answer.ts";
import type { DoorSaying } from "../../engine/board-door.ts";
import { StoreUnavailable } from "../../store/store-unavailable.ts";
import { boardFrozen, isFrozen } from "./board-frozen.ts";
import type { Shift } from "./shift.ts";

/** A board that cannot be reached is asked again after this, doubled each time up to the longest. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
/** So long it is tried before it is given up. */
const GIVE_UP_MS = 10 * 60_000;
/** An answer that nobody wants to wait for any more is given up after this. */
const LAST_MS = 5_000;

/**
 * Says something until it is answered, under one key, so that it takes effect once however often it has to be said. Throws
 * `STORE_UNAVAILABLE` when the board could not be reached for ten minutes, when it is frozen, or when `signal` ends the trying:
 * one that is aborted leaves one short try.
 */
export function sayPatiently(
	{ door, nowMs, agent, tell }: Patience & Pick<Shift, "door" | "agent">,
	saying: DoorSaying,
	signal?: AbortSignal,
): Promise<Answer> {
	const by = agent === undefined ? {} : { agent };
	const keyed = { ...by, key: randomUUID(), ...saying };
	return patiently(() => door.say(keyed), { nowMs, tell }, signal);
}

/** What patience is had with. */
export type Patience = Pick<Shift, "nowMs" | "tell">;

/** Asks until there is an answer that is no request to come back later. Throws as `sayPatiently` does. */
export async function patiently(
	ask: () => Promise<Answer>,
	{ nowMs, tell }: Patience,
	signal?: AbortSignal,
): Promise<Answer> {
	const endMs = nowMs() + GIVE_UP_MS;
	for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
		const isLast = () => signal?.aborted === true || nowMs() >= endMs;
		let waitMs = Math.min(pauseMs, MAX_PAUSE_MS);
		try {
			const answer = await atLast(ask, signal);
			if (answer.ok || answer.code !== "RATE_LIMITED" || isLast())
				return answer;
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
