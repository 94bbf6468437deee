import type { Repository } from "../github/repository.ts";
import type { DueTimers } from "./due-timers.ts";

/** How long a run waits for what waits for its time, in milliseconds: for one thing, and in all. */
export interface Patience {
	readonly eachMs: number;
	readonly inAllMs: number;
}

/** A view may ask for another look, and that for another view; more rounds than this are none that end. */
const MAX_ROUNDS = 50;

/**
 * Resolves once commands and views are done and nothing else is due soon. True when nothing is left at all; false when something
 * waits for longer than there is patience: the next run finds it.
 */
export async function untilSettled(
	door: Pick<Repository, "settled">,
	timers: DueTimers,
	{ eachMs, inAllMs, nowMs }: Patience & { readonly nowMs: () => number },
): Promise<boolean> {
	const endMs = nowMs() + inAllMs;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		// What shows the board may wake what hears, and that again what shows.
		for (let look = 0; look < 3; look++) await door.settled();
		const { nextAtMs } = timers;
		if (nextAtMs === undefined) return true;
		if (nextAtMs > Math.min(endMs, nowMs() + eachMs)) return false;
		await timers.doNext();
	}
	return false;
}
