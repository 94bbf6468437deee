import { compareKeys } from "../../core/board.ts";
import type { TaskKey } from "../../core/task.ts";
import { emptySlot, type Slot } from "./slot.ts";

/** What the projector remembers of all issues that it has to do with, by the keys of their tasks. */
export class Slots {
	readonly #slots = new Map<TaskKey, Slot>();
	#asked = 0;

	/** What is remembered of one; of an issue that is new to it, nothing yet. */
	at(key: TaskKey): Slot {
		const present = this.#slots.get(key) ?? emptySlot();
		this.#slots.set(key, present);
		return present;
	}

	/** Forgets one that is not on the board. */
	forget(key: TaskKey): void {
		this.#slots.delete(key);
	}

	/** What is remembered of each. */
	all(): Iterable<Slot> {
		return this.#slots.values();
	}

	/** Those whose time has come. First those that wait longest, so that busy issues do not keep back quiet ones. */
	due(nowMs: number): readonly TaskKey[] {
		return [...this.#slots]
			.filter(([, { dueAtMs }]) => dueAtMs <= nowMs)
			.sort(([a, x], [b, y]) => x.dueAtMs - y.dueAtMs || compareKeys(a, b))
			.map(([key]) => key);
	}

	/** When the next one is due; infinite while none is. */
	get nextDueMs(): number {
		let nextMs = Number.POSITIVE_INFINITY;
		for (const { dueAtMs } of this.#slots.values())
			nextMs = Math.min(nextMs, dueAtMs);
		return nextMs;
	}

	/** So many of those whose check waits for others, at most; each time it goes on where it stopped. */
	nextAwaiting(most: number): readonly Slot[] {
		const awaited = [...this.#slots.values()].filter(
			({ awaitsChecks }) => awaitsChecks,
		);
		const from = awaited.length === 0 ? 0 : this.#asked % awaited.length;
		this.#asked += most;
		return [...awaited.slice(from), ...awaited.slice(0, from)].slice(0, most);
	}
}
