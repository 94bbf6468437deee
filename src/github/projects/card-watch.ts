import type { BoardReader } from "../../core/board.ts";
import { toMs } from "../../core/instant.ts";
import { isOpen } from "../../core/status.ts";
import type { Task, TaskKey } from "../../core/task.ts";

/** A process that starts looks at what ended up to this long ago; its predecessor had shown what ended before. */
const ENDED_WITHIN_MS = 7 * 86_400_000;
/** Commands come in bursts, and a card has time: it waits so long for what else happens to its task. */
const SETTLES_IN_MS = 5_000;

/** Tells which tasks' cards are to be looked at, and when. */
export class CardWatch {
	readonly #seen = new Map<TaskKey, Task>();
	readonly #dueAtMs = new Map<TaskKey, number>();
	#round: TaskKey[] = [];

	/** Takes note of tasks whose cards should show something else since the last look. All are new at the first look. */
	look(board: BoardReader, nowMs: number): void {
		const isFirst = this.#seen.size === 0;
		for (const key of board.keys()) {
			const task = board.task(key);
			const before = this.#seen.get(key);
			// Documents are decoded anew only when they change, so the same object is the same task.
			if (task === undefined || task === before) continue;
			this.#seen.set(key, task);
			const isSame =
				task.status === before?.status && task.priority === before.priority;
			if (isSame || (isFirst && hasLongEnded(task, nowMs))) continue;
			this.due(key, nowMs + SETTLES_IN_MS);
		}
	}

	/** Has a card looked at at a time, or earlier if it is due already. */
	due(key: TaskKey, atMs: number): void {
		this.#dueAtMs.set(key, Math.min(atMs, this.#dueAtMs.get(key) ?? atMs));
	}

	/** Has the next few open tasks' cards looked at, each time going on where the last one stopped. */
	turn(count: number, nowMs: number): void {
		if (this.#round.length === 0)
			this.#round = [...this.#seen.values()]
				.filter(({ status }) => isOpen(status))
				.map(({ key }) => key);
		for (const key of this.#round.splice(0, count)) this.due(key, nowMs);
	}

	/** Takes off at most so many tasks that are due, in the order in which they came. */
	take(count: number, nowMs: number): readonly TaskKey[] {
		const due: TaskKey[] = [];
		for (const [key, atMs] of this.#dueAtMs) {
			if (due.length === count) break;
			if (atMs <= nowMs) due.push(key);
		}
		for (const key of due) this.#dueAtMs.delete(key);
		return due;
	}

	/** When the next card is due; infinite when none is. */
	get nextMs(): number {
		let next = Number.POSITIVE_INFINITY;
		for (const atMs of this.#dueAtMs.values()) next = Math.min(next, atMs);
		return next;
	}

	/** Forgets everything: the cards of another project are others. */
	reset(): void {
		this.#seen.clear();
		this.#dueAtMs.clear();
		this.#round = [];
	}
}

function hasLongEnded(task: Task, nowMs: number): boolean {
	return (
		!isOpen(task.status) && toMs(task.updated_at) < nowMs - ENDED_WITHIN_MS
	);
}
