import { comparePlaces, type ReadyPlace } from "../core/ready.ts";
import type { TaskKey } from "../core/task.ts";

/** So many places wait to be sorted in before all are sorted anew. */
const MAX_PENDING = 256;

/**
 * Ready tasks in the order they should be worked. A change costs next to nothing, and so does the look at the first few,
 * whatever the number of tasks. A task whose place changes gets another one; the old one is passed over.
 */
export class ReadyOrder {
	readonly #places = new Map<TaskKey, ReadyPlace>();
	#sorted: ReadyPlace[] = [];
	#pending: ReadyPlace[] = [];

	get(key: TaskKey): ReadyPlace | undefined {
		return this.#places.get(key);
	}

	set(place: ReadyPlace): void {
		this.#places.set(place.key, place);
		this.#pending.push(place);
	}

	delete(key: TaskKey): void {
		this.#places.delete(key);
	}

	/** From the first to the last; the order must not be changed meanwhile. */
	*keys(): Generator<TaskKey> {
		this.#tidy();
		let next = 0;
		for (const pending of [...this.#pending, undefined]) {
			for (; next < this.#sorted.length; next++) {
				const sorted = this.#sorted[next] as ReadyPlace;
				if (pending !== undefined && comparePlaces(sorted, pending) > 0) break;
				if (this.#isPresent(sorted)) yield sorted.key;
			}
			if (pending !== undefined && this.#isPresent(pending)) yield pending.key;
		}
	}

	#isPresent(place: ReadyPlace): boolean {
		return this.#places.get(place.key) === place;
	}

	#tidy(): void {
		const held = this.#sorted.length + this.#pending.length;
		const isStale = held > 2 * this.#places.size + MAX_PENDING;
		if (this.#pending.length > MAX_PENDING || isStale) {
			this.#sorted = [...this.#places.values()].sort(comparePlaces);
			this.#pending = [];
		} else this.#pending.sort(comparePlaces);
	}
}
