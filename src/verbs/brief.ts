import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Note, Task, TaskKey } from "../core/task.ts";
import { movesOf, taskRow } from "./task-view.ts";

/** What a worker has to know of a task before it starts, instructions first. */
export function briefOf(board: BoardReader, task: Task): JsonObject {
	const notes = board.notes(task.key);
	const instructions = instructionsIn(notes);
	const { title, description } = board.brief(task.key);
	return {
		...(instructions.length === 0
			? {}
			: { instructions: instructions.map(noteView) }),
		task: taskRow(task),
		title,
		description,
		baton: board.baton(task.key) as unknown as JsonObject,
		notes: notes.filter((note) => !instructions.includes(note)).map(noteView),
		dependencies: task.blocked_by.map((key) => neighbour(board, key)),
		subtasks: board.children(task.key).map((key) => neighbour(board, key)),
		artifacts: task.artifacts.filter(
			({ retracted }) => retracted !== true,
		) as unknown as JsonObject[],
		moves: movesOf(task),
	};
}

/** What holds for whoever works next, newest first: the last hand-off, and the changes asked for since. */
function instructionsIn(notes: readonly Note[]): readonly Note[] {
	const handoff = notes.findLastIndex(({ kind }) => kind === "handoff");
	const since = notes
		.slice(Math.max(0, handoff))
		.filter(({ kind }) => kind === "changes" || kind === "handoff");
	return since.reverse();
}

function noteView(note: Note): JsonObject {
	const { id, kind, body, agent, role, at, to } = note;
	return {
		id,
		kind,
		body,
		agent,
		role,
		at,
		...(to === undefined ? {} : { to }),
	};
}

/** A task beside this one: where it stands and what it delivered. */
function neighbour(board: BoardReader, key: TaskKey): JsonObject {
	const task = board.task(key);
	if (task === undefined) return { key, status: "unreadable" };
	return {
		key,
		title: task.title,
		status: task.status,
		...(task.deliverable === undefined
			? {}
			: { deliverable: task.deliverable }),
	};
}
