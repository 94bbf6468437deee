import { type Refusal, refuse } from "../core/errors.ts";

const MAX_TIMEOUT_MS = 50_000;
/** So many wait at one board at most. */
const MAX_WAITERS = 10_000;
/** So many of them for one account. */
const MAX_WAITS_OF_ONE = 200;

/** How many wait at a board, in all and of one account. */
export interface Waiting {
	readonly all: number;
	readonly own: number;
}

/** How many waits each account has, by its numeric id. */
export class WaitCounts {
	readonly #counts = new Map<number, number>();

	of(actorId: number): number {
		return this.#counts.get(actorId) ?? 0;
	}

	/** One more, or with -1 one less. */
	add(actorId: number, change: 1 | -1): void {
		const count = this.of(actorId) + change;
		if (count === 0) this.#counts.delete(actorId);
		else this.#counts.set(actorId, count);
	}
}

/** Why one more may not wait for so long beside those who wait already; undefined where one may. */
export function refusalToWait(
	timeoutMs: number,
	{ all, own }: Waiting,
): Refusal | undefined {
	const isInRange = timeoutMs >= 0 && timeoutMs <= MAX_TIMEOUT_MS;
	if (!isInRange)
		return refuse(
			"VALIDATION",
			`A wait lasts from 0 to ${MAX_TIMEOUT_MS} ms.`,
			"Wait again after one that showed nothing.",
			{ field: "timeout" },
		);
	if (own >= MAX_WAITS_OF_ONE)
		return refuse(
			"QUOTA_EXCEEDED",
			`${own} waits of this account are parked at this board, as many as may.`,
			"Ask with `next`, or end some of those waits.",
			{ limit: MAX_WAITS_OF_ONE },
		);
	if (all < MAX_WAITERS) return undefined;
	return refuse(
		"QUOTA_EXCEEDED",
		`${MAX_WAITERS} wait at this board, as many as may.`,
		"Ask with `next`, or wait again later.",
		{ limit: MAX_WAITERS },
	);
}
