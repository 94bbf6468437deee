import { isFinal } from "./final-error.ts";
import { Recent } from "./recent.ts";

/** Hints that wait at most, how long for what may pass, how often for what will not, and how many deliveries are remembered. */
const MOST = 1_000;
const KEPT_MS = 7 * 86_400_000;
const MAX_TRIES = 10;
const REMEMBERED = 1_000;

/** What hints are kept with. */
export interface HintQueueOptions<Hint> {
	readonly nowMs: () => number;
	/** Told of each try that failed, and of each hint that is let go of without having been dealt with. */
	readonly onError: (error: unknown, hint: Hint) => void;
}

interface Waiting<Hint> {
	readonly hint: Hint;
	readonly sinceMs: number;
	isFresh: boolean;
	tries: number;
}

/** What only a webhook tells and no list of GitHub's has: each is kept until it was dealt with, and taken in once. */
export class HintQueue<Hint> {
	readonly #options: HintQueueOptions<Hint>;
	readonly #delivered = new Recent<string>(REMEMBERED);
	readonly #waiting = new Set<Waiting<Hint>>();

	constructor(options: HintQueueOptions<Hint>) {
		this.#options = options;
	}

	get hasNews(): boolean {
		return [...this.#waiting].some(({ isFresh }) => isFresh);
	}

	/** True while there are hints that could not be dealt with yet. */
	get waits(): boolean {
		return [...this.#waiting].some(({ isFresh }) => !isFresh);
	}

	/** Everything that is not dealt with, the one under way included. */
	get waiting(): readonly Hint[] {
		return [...this.#waiting].map(({ hint }) => hint);
	}

	/** Takes in a hint, by the id of its delivery. True when it is new and there is room for it. */
	add(hint: Hint, delivery: string): boolean {
		if (this.#delivered.has(delivery)) return false;
		const { nowMs, onError } = this.#options;
		if (this.#waiting.size >= MOST) {
			onError(new Error(`it is let go: ${MOST} wait already`), hint);
			return false;
		}
		this.#delivered.add(delivery);
		const sinceMs = nowMs();
		this.#waiting.add({ hint, sinceMs, isFresh: true, tries: 0 });
		return true;
	}

	/** Leaves what is new for the next sweep. */
	postpone(): void {
		for (const one of this.#waiting) one.isFresh = false;
	}

	/** Deals with what is new and, when asked to, with what was left; what cannot be dealt with now is left. */
	async hear(
		{ again }: { readonly again: boolean },
		deal: (hint: Hint) => Promise<void>,
	): Promise<void> {
		const turn = [...this.#waiting].filter(({ isFresh }) => again || isFresh);
		for (const one of turn) {
			one.isFresh = false;
			try {
				await deal(one.hint);
				this.#waiting.delete(one);
			} catch (error) {
				this.#failed(one, error);
			}
		}
	}

	#failed(one: Waiting<Hint>, error: unknown): void {
		const { nowMs, onError } = this.#options;
		onError(error, one.hint);
		one.tries += 1;
		const isOver = isFinal(error)
			? one.tries > MAX_TRIES
			: nowMs() - one.sinceMs > KEPT_MS;
		if (!isOver) return;
		this.#waiting.delete(one);
		const what = `it is let go after ${one.tries} tries`;
		onError(new Error(what, { cause: error }), one.hint);
	}
}
