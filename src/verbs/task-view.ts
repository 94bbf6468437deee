import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import { openBlockers } from "../core/graph.ts";
import { leaseAddress } from "../core/lease.ts";
import { legalMoves } from "../core/status.ts";
import type { Task } from "../core/task.ts";

/** One line of a list: what a worker needs to choose. */
export function taskRow(task: Task): JsonObject {
	return {
		key: task.key,
		title: task.title,
		status: task.status,
		priority: task.priority,
		version: task.version,
		...(task.assignee === undefined ? {} : { assignee: task.assignee }),
		...(task.lease === undefined
			? {}
			: { held_by: task.lease.agent, until: task.lease.expires_at }),
		...(task.blocked_by.length === 0 ? {} : { blocked_by: task.blocked_by }),
	};
}

/** The whole state of a task, with what follows from it: open blockers and the moves that are legal now. */
export function taskView(board: BoardReader, task: Task): JsonObject {
	const { inbox: _inbox, format: _format, ...state } = task;
	return {
		...(state as unknown as JsonObject),
		open_blockers: openBlockers(board, task),
		children: board.children(task.key),
		moves: legalMoves(task.status).map(({ to, by }) => ({ to, by })),
	};
}

/** What a claim answers: the lease, and the address its holder may name it by. */
export function leaseView(task: Task): JsonObject {
	if (task.lease === undefined) return {};
	return {
		lease: leaseAddress(task),
		fence: task.fence,
		agent: task.lease.agent,
		acquired_at: task.lease.acquired_at,
		expires_at: task.lease.expires_at,
	};
}
