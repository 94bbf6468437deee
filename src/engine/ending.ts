/** Something that ends when the first of several signals does. */
export interface Ending {
	readonly signal: AbortSignal;
	/** Lets go of the signals: one that lives as long as the process must not keep what was tied to it. */
	release(): void;
}

/** Ends with the first of these signals. */
export function endingWith(signals: readonly AbortSignal[]): Ending {
	const ending = new AbortController();
	const end = () => ending.abort();
	for (const signal of signals) {
		if (signal.aborted) end();
		else signal.addEventListener("abort", end, { once: true });
	}
	return {
		signal: ending.signal,
		release() {
			for (const signal of signals) signal.removeEventListener("abort", end);
		},
	};
}
