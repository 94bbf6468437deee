import { setTimeout as pause } from "node:timers/promises";

/** Wakes a loop that sleeps. What is rung while it is awake wakes it at once when it sleeps next. */
export class Bell {
	#isRung = false;
	#wake: () => void = () => undefined;

	ring(): void {
		this.#isRung = true;
		this.#wake();
	}

	/** True when it was rung; false when so much time has passed, or the signal came. */
	async heard(ms: number, signal: AbortSignal): Promise<boolean> {
		if (!this.#isRung) {
			const woken = new AbortController();
			this.#wake = () => woken.abort();
			const either = AbortSignal.any([signal, woken.signal]);
			await pause(ms, undefined, { signal: either }).catch(() => undefined);
			this.#wake = () => undefined;
		}
		const isRung = this.#isRung;
		this.#isRung = false;
		return isRung;
	}
}
