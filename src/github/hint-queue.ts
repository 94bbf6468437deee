import { Recent } from "./recent.ts";

/** Hints that wait at most, how often one is tried, and how many deliveries are remembered. */
const MOST = 1_000;
const MAX_TRIES = 10;
const REMEMBERED = 1_000;

interface Waiting<Hint> {
	readonly hint: Hint;
	readonly tries: number;
}

/** What only a webhook tells and no list of GitHub's has: each is kept until it was dealt with, and taken in once. */
export class HintQueue<Hint> {
	readonly #delivered = new Recent<string>(REMEMBERED);
	#fresh: Waiting<Hint>[] = [];
	#left: Waiting<Hint>[] = [];

	get hasNews(): boolean {
		return this.#fresh.length > 0;
	}

	/** True while there are hints that could not be dealt with yet. */
	get waits(): boolean {
		return this.#left.length > 0;
	}

	/** Everything that is not dealt with. */
	get waiting(): readonly Hint[] {
		return [...this.#left, ...this.#fresh].map(({ hint }) => hint);
	}

	/** Takes in a hint, by the id of its delivery. True when it is new. */
	add(hint: Hint, delivery: string): boolean {
		if (this.#delivered.has(delivery) || this.#fresh.length >= MOST)
			return false;
		this.#delivered.add(delivery);
		this.#fresh.push({ hint, tries: 0 });
		return true;
	}

	/** Leaves what is new for the next sweep. */
	postpone(): void {
		this.#left = [...this.#left, ...this.#fresh.splice(0)].slice(-MOST);
	}

	/** Deals with what is new and, when asked to, with what was left; what cannot be dealt with now is left. */
	async hear(
		{ again }: { readonly again: boolean },
		deal: (hint: Hint) => Promise<void>,
		onError: (error: unknown, hint: Hint) => void,
	): Promise<void> {
		const waiting = [...(again ? this.#left.splice(0) : []), ...this.#fresh];
		this.#fresh = [];
		for (const { hint, tries } of waiting) {
			try {
				await deal(hint);
			} catch (error) {
				onError(error, hint);
				if (tries < MAX_TRIES) this.#left.push({ hint, tries: tries + 1 });
			}
		}
	}
}
