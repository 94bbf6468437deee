/** How often each key was counted; the keys that were not counted for longest are forgotten: memory with a bound. */
export class RecentCounts<T> {
	readonly #counts = new Map<T, number>();
	readonly #most: number;

	constructor(most: number) {
		this.#most = most;
	}

	of(key: T): number {
		return this.#counts.get(key) ?? 0;
	}

	/** Counts once more. */
	add(key: T): void {
		const count = this.of(key) + 1;
		this.#counts.delete(key);
		this.#counts.set(key, count);
		if (this.#counts.size <= this.#most) return;
		for (const oldest of this.#counts.keys()) {
			this.#counts.delete(oldest);
			return;
		}
	}
}
