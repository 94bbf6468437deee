import { isFinal } from "./final-error.ts";

/** What failures are counted with. */
export interface PatienceOptions {
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Nothing is let go of before it failed so often, and for so long: what will not pass, and what may. */
const MAX_TRIES = 10;
const FINAL_KEPT_MS = 30 * 60_000;
const KEPT_MS = 7 * 86_400_000;
/** How many of those that failed are remembered. */
const REMEMBERED = 10_000;

/** Counts how often GitHub could not be asked about a thing, so that what can never be found out holds up others for a while only. */
export class Patience {
	readonly #options: PatienceOptions;
	readonly #failed = new Map<number, { tries: number; sinceMs: number }>();

	constructor(options: PatienceOptions) {
		this.#options = options;
	}

	/** Counts a failure of what has this id. True once it is to be let go of, which is said in the log. */
	isOver(id: number, error: unknown, what: string): boolean {
		const { nowMs, onError } = this.#options;
		const first = { tries: 0, sinceMs: nowMs() };
		const { tries, sinceMs } = this.#failed.get(id) ?? first;
		this.#failed.delete(id);
		this.#failed.set(id, { tries: tries + 1, sinceMs });
		if (this.#failed.size > REMEMBERED)
			this.#failed.delete(this.#failed.keys().next().value as number);
		const keptMs = isFinal(error) ? FINAL_KEPT_MS : KEPT_MS;
		if (tries < MAX_TRIES || nowMs() - sinceMs < keptMs) return false;
		onError(
			new Error(`it is let go of after ${tries + 1} tries`, { cause: error }),
			what,
		);
		return true;
	}
}
