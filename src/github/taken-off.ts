import type { EventRecord } from "./api.ts";

/** Issues that are remembered; those where it happened last. */
const REMEMBERED = 1_000;
/** After so long it is no quarrel any more. */
const QUARREL_MS = 86_400_000;

interface Rounds {
	readonly count: number;
	readonly lastId: number;
	readonly lastMs: number;
}

/** How often a label was taken off issues that are no tasks: the board itself keeps nothing of them. */
export class TakenOff {
	readonly #issues = new Map<number, Rounds>();

	/** Counts an event, once however often it is tried; answers how many came to its issue less than a day apart. */
	round({ id, issue, createdAt }: EventRecord): number {
		const before = this.#issues.get(issue);
		if (before !== undefined && id <= before.lastId) return before.count;
		const lastMs = Date.parse(createdAt);
		const isQuarrel =
			before !== undefined && lastMs - before.lastMs < QUARREL_MS;
		const count = isQuarrel ? before.count + 1 : 1;
		this.#issues.delete(issue);
		this.#issues.set(issue, { count, lastId: id, lastMs });
		for (const oldest of this.#issues.keys()) {
			if (this.#issues.size <= REMEMBERED) break;
			this.#issues.delete(oldest);
		}
		return count;
	}

	/** True where it was taken off for another event before. */
	knowsOther({ id, issue }: EventRecord): boolean {
		const before = this.#issues.get(issue);
		return before !== undefined && before.lastId !== id;
	}
}

const ofRepositories = new WeakMap<object, TakenOff>();

/** What was taken off in the repository that an API speaks to: it is remembered as long as that is. */
export function takenOffBy(api: object): TakenOff {
	const known = ofRepositories.get(api) ?? new TakenOff();
	ofRepositories.set(api, known);
	return known;
}
