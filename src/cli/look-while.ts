/** How often a branch is looked at while somebody wants to know: one small file is read. */
const EVERY_MS = 200;

/**
 * Looks again and again while somebody waits or watches, and never otherwise: other processes move the branch, and nothing
 * tells of it. The next look starts when the one before is over.
 */
export class LookWhile {
	readonly #look: () => Promise<unknown>;
	readonly #everyMs: number;
	#wanted = 0;
	#timer: NodeJS.Timeout | undefined;
	#isStopped = false;

	/** `look` may fail: then the next one tells. */
	constructor(look: () => Promise<unknown>, everyMs = EVERY_MS) {
		this.#look = look;
		this.#everyMs = everyMs;
	}

	/** Looks until the work is over. */
	async during<T>(work: () => Promise<T>): Promise<T> {
		const release = this.#hold();
		try {
			return await work();
		} finally {
			release();
		}
	}

	/** Looks until what is answered is called, which calls `end` as well. */
	watch(end: () => void): () => void {
		const release = this.#hold();
		return () => {
			release();
			end();
		};
	}

	/** Ends all looking, also for those who still want it. */
	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#timer);
	}

	#hold(): () => void {
		this.#wanted += 1;
		if (this.#wanted === 1) this.#again();
		let isHeld = true;
		return () => {
			if (!isHeld) return;
			isHeld = false;
			this.#wanted -= 1;
			if (this.#wanted === 0) clearTimeout(this.#timer);
		};
	}

	#again(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#lookNow(), this.#everyMs);
	}

	async #lookNow(): Promise<void> {
		await this.#look().catch(() => undefined);
		if (this.#wanted > 0 && !this.#isStopped) this.#again();
	}
}
