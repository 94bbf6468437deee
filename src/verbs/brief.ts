import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Note, Task, TaskKey } from "../core/task.ts";
import { movesOf, taskRow } from "./task-view.ts";

/** What a worker has to know of a task before it starts, the hand-off note first: the last one not yet answered by another. */
export function briefOf(board: BoardReader, task: Task): JsonObject {
	const notes = board.notes(task.key);
	const handoff = notes.findLast((note) => note.kind === "handoff");
	const { title, description } = board.brief(task.key);
	return {
		...(handoff === undefined ? {} : { handoff: noteView(handoff) }),
		task: taskRow(task),
		title,
		description,
		baton: board.baton(task.key) as unknown as JsonObject,
		notes: notes.filter((note) => note !== handoff).map(noteView),
		dependencies: task.blocked_by.map((key) => neighbour(board, key)),
		subtasks: board.children(task.key).map((key) => neighbour(board, key)),
		artifacts: task.artifacts as unknown as JsonObject[],
		moves: movesOf(task),
	};
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
