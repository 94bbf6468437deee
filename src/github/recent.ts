/** A set that forgets its oldest members: memory with a bound. */
export class Recent<T> {
	readonly #members = new Set<T>();
	readonly #most: number;

	constructor(most: number) {
		this.#most = most;
	}

	has(member: T): boolean {
		return this.#members.has(member);
	}

	add(member: T): void {
		this.#members.add(member);
		if (this.#members.size <= this.#most) return;
		for (const oldest of this.#members) {
			this.#members.delete(oldest);
			return;
		}
	}
}
