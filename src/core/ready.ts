import { type BoardReader, compareKeys } from "./board.ts";
import { isOpen } from "./status.ts";
import { PRIORITIES, type Task, type TaskKey } from "./task.ts";

/** What a ready task's place in the queue follows from. */
export interface ReadyPlace {
	readonly key: TaskKey;
	/** 0 is the most urgent. */
	readonly rank: number;
	/** How many open tasks wait for it. */
	readonly unblocks: number;
	readonly createdAt: string;
}

export function placeOf(
	task: Pick<Task, "key" | "priority" | "created_at">,
	unblocks: number,
): ReadyPlace {
	return {
		key: task.key,
		rank: PRIORITIES.indexOf(task.priority),
		unblocks,
		createdAt: task.created_at,
	};
}

/** The order in which tasks should be worked: by priority, by how many they unblock, by age, by key. It is total, so every replica chooses alike. */
export function comparePlaces(a: ReadyPlace, b: ReadyPlace): number {
	return (
		a.rank - b.rank ||
		b.unblocks - a.unblocks ||
		(a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0) ||
		compareKeys(a.key, b.key)
	);
}

/** How many open tasks wait for a task. */
export function unblocksOf(board: BoardReader, key: TaskKey): number {
	return board
		.dependents(key)
		.filter((dependent) => isOpen(board.task(dependent)?.status ?? "done"))
		.length;
}
