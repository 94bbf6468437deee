/** Moves of a board, for one who looks at them now and then: several at once are one. */
export class Moves {
	readonly #unwatch: () => void;
	#hasMoved = false;
	#wake: () => void = () => undefined;

	constructor(watch: (act: () => void) => () => void) {
		this.#unwatch = watch(() => {
			this.#hasMoved = true;
			this.#wake();
		});
	}

	/** True as soon as the board has moved since the last time this was true; false after so many milliseconds, or at the signal. */
	async next(withinMs: number, signal: AbortSignal): Promise<boolean> {
		if (!this.#hasMoved && !signal.aborted)
			await new Promise<void>((resolve) => {
				const timer = setTimeout(end, withinMs);
				function end() {
					clearTimeout(timer);
					signal.removeEventListener("abort", end);
					resolve();
				}
				signal.addEventListener("abort", end, { once: true });
				this.#wake = end;
			});
		const hasMoved = this.#hasMoved;
		this.#hasMoved = false;
		return hasMoved;
	}

	/** Looks no more. */
	close(): void {
		this.#unwatch();
	}
}
