/** How many acts may wait at a time; more than that is a defect. */
const MAX_WAITING = 10_000;

interface Waiting {
	readonly atMs: number;
	readonly act: () => void;
}

/** What waits for its time, in a process that ends once nothing is left to wait for. */
export class DueTimers {
	readonly #nowMs: () => number;
	readonly #pause: (ms: number) => Promise<unknown>;
	readonly #waiting = new Set<Waiting>();

	constructor(nowMs: () => number, pause: (ms: number) => Promise<unknown>) {
		this.#nowMs = nowMs;
		this.#pause = pause;
	}

	/** Notes an act for later; the answer takes it back. It is done by `doNext` alone. */
	readonly later = (ms: number, act: () => void): (() => void) => {
		if (this.#waiting.size >= MAX_WAITING)
			throw new Error(`${MAX_WAITING} acts wait already`);
		const one = { atMs: this.#nowMs() + ms, act };
		this.#waiting.add(one);
		return () => void this.#waiting.delete(one);
	};

	/** When the next act is due, if any waits. */
	get nextAtMs(): number | undefined {
		const times = [...this.#waiting].map(({ atMs }) => atMs);
		return times.length === 0 ? undefined : Math.min(...times);
	}

	/** Waits for the next act's time, then does everything that is due. */
	async doNext(): Promise<void> {
		const atMs = this.nextAtMs;
		if (atMs === undefined) return;
		await this.#pause(Math.max(0, atMs - this.#nowMs()));
		for (const one of [...this.#waiting]) {
			if (one.atMs > this.#nowMs() && one.atMs > atMs) continue;
			this.#waiting.delete(one);
			one.act();
		}
	}
}
