import type { Task, TaskKey } from "../core/task.ts";
import type { IndexedTask } from "./board-index.ts";
import type { Decoded } from "./codec.ts";

/**
 * A task as the saved index keeps it, two lines of JSON: what the board's index has to know of it, and its document read
 * back, or why that cannot be used. The second is read when somebody asks for it.
 */
export type SavedTask = Uint8Array;

/** The first line. Without facts the task cannot be used. */
export interface SavedFacts {
	readonly key: TaskKey;
	readonly facts?: IndexedTask;
}

export function printSavedTask(key: TaskKey, task: Decoded<Task>): SavedTask {
	const first: SavedFacts = task.ok
		? { key, facts: factsOf(task.value) }
		: { key };
	return Buffer.from(`${JSON.stringify(first)}\n${JSON.stringify(task)}`);
}

/** Reads the first line. Throws when there is none. */
export function savedFacts(saved: SavedTask): SavedFacts {
	return JSON.parse(textOf(saved, 0, saved.indexOf(NEWLINE))) as SavedFacts;
}

/** Reads the second line. */
export function readSavedTask(saved: SavedTask): Decoded<Task> {
	return JSON.parse(
		textOf(saved, saved.indexOf(NEWLINE) + 1, saved.length),
	) as Decoded<Task>;
}

const NEWLINE = 10;

function textOf(bytes: Uint8Array, start: number, end: number): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
		"utf8",
		start,
		end,
	);
}

function factsOf(task: Task): IndexedTask {
	const { key, status, priority, created_at, blocked_by } = task;
	return {
		key,
		status,
		priority,
		created_at,
		blocked_by,
		...(task.parent === undefined ? {} : { parent: task.parent }),
		...(task.assignee === undefined ? {} : { assignee: task.assignee }),
		...(task.not_before === undefined ? {} : { not_before: task.not_before }),
		...(task.lease === undefined ? {} : { lease: { agent: task.lease.agent } }),
	};
}
