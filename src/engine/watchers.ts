import type { Oid } from "../store/store.ts";

/** Those who want to know that a board has moved. */
export class Watchers {
	readonly #acts = new Set<() => void>();
	#head: Oid | null = null;

	/** Calls `act` after each move, until the function that it answers is called. `act` must not throw. */
	add(act: () => void): () => void {
		// A function of its own for each: the same `act` may watch twice.
		const own = () => act();
		this.#acts.add(own);
		return () => void this.#acts.delete(own);
	}

	/** The branch is known to be here now. */
	at(head: Oid | null): void {
		if (head === this.#head) return;
		this.#head = head;
		for (const act of [...this.#acts]) act();
	}
}
