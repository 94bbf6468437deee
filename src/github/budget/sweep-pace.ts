import type { MayWrite } from "./may-write.ts";
import { type Cost, READING, type RequestKind } from "./request-kind.ts";

/** What pacing sweeps works with; `sweep` makes one that was put off. By default nothing is ever put off. */
export interface SweepPaceOptions {
	readonly mayWrite?:
		| ((kind: RequestKind, cost?: Cost) => MayWrite)
		| undefined;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly sweep: () => void;
}

/** A sweep is never put off for longer: what no webhook told of only sweeps find. */
const MOST_MS = 30 * 60_000;

/** Puts sweeps off while little is left of a budget for reading, until there will be more; one at a time. */
export class SweepPace {
	readonly #options: SweepPaceOptions;
	#isPutOff = false;
	#cancel: () => void = () => undefined;

	constructor(options: SweepPaceOptions) {
		this.#options = options;
	}

	/** Asked each time a sweep is due: whether it is to be made now. If not, it comes by itself. */
	isDue(): boolean {
		const { mayWrite, nowMs, later, sweep } = this.#options;
		const may = mayWrite?.("sweep", READING) ?? "now";
		if (may === "now") {
			this.close();
			return true;
		}
		if (this.#isPutOff) return false;
		this.#isPutOff = true;
		this.#cancel = later(Math.min(MOST_MS, may.atMs - nowMs()), () => {
			this.#isPutOff = false;
			sweep();
		});
		return false;
	}

	/** Forgets the sweep that was put off. */
	close(): void {
		this.#cancel();
		this.#isPutOff = false;
	}
}
