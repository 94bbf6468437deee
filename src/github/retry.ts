/** What waiting for another try works with. */
export interface RetryOptions {
	readonly later: (ms: number, act: () => void) => () => void;
	readonly act: () => void;
}

const FIRST_MS = 10_000;
const MOST_MS = 5 * 60_000;

/** How long to wait for another try: twice as long after each of the failures in a row that came before, within a bound. */
export function retryWaitMs(failures: number): number {
	return Math.min(MOST_MS, FIRST_MS * 2 ** failures);
}

/** Another try, sooner than the next sweep; one at a time. */
export class Retry {
	readonly #options: RetryOptions;
	#failures = 0;
	#isWaiting = false;
	#cancel: () => void = () => undefined;

	constructor(options: RetryOptions) {
		this.#options = options;
	}

	/** Something failed, or has to wait. */
	soon(): void {
		if (this.#isWaiting) return;
		this.#isWaiting = true;
		const waitMs = retryWaitMs(this.#failures);
		this.#failures += 1;
		this.#cancel = this.#options.later(waitMs, () => {
			this.#isWaiting = false;
			this.#options.act();
		});
	}

	/** Everything went well. */
	succeeded(): void {
		this.#failures = 0;
	}

	close(): void {
		this.#cancel();
		this.#isWaiting = true;
	}
}
