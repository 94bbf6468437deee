/** What is to be done once something ends, whichever way it ends. */
export class Cleaning {
	#steps: (() => void)[] = [];

	/** Adds a step; it must not throw. */
	add(step: () => void): void {
		this.#steps.push(step);
	}

	/** Takes all steps, the last one first; each is taken once. */
	readonly run = (): void => {
		for (const step of this.#steps.splice(0).reverse()) step();
	};
}
