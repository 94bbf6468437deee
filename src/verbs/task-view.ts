import type { BoardReader } from "../core/board.ts";
import { isPastDue } from "../core/due.ts";
import type { JsonObject } from "../core/errors.ts";
import { openBlockers } from "../core/graph.ts";
import type { Instant } from "../core/instant.ts";
import { legalMoves, type TransitionRules, tableOf } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";

/**
 * A task in short: what a worker needs to choose, and what a change left behind. The version is not part of it: a change
 * raises it only after its verb has run, and every answer carries it.
 */
export function taskRow(task: Task): JsonObject {
	return {
		key: task.key,
		title: task.title,
		status: task.status,
		priority: task.priority,
		...(task.assignee === undefined ? {} : { assignee: task.assignee }),
		...(task.lease === undefined
			? {}
			: { held_by: task.lease.agent, until: task.lease.expires_at }),
		...(task.blocked_by.length === 0 ? {} : { blocked_by: task.blocked_by }),
		...(task.parent === undefined ? {} : { parent: task.parent }),
		...(task.parked === undefined ? {} : { parked: true }),
		...(task.due === undefined ? {} : { due: task.due }),
	};
}

/** A task in a list: in short, with its version and whether its due date is over. */
export function datedRow(task: Task, now: Instant): JsonObject {
	return {
		...taskRow(task),
		version: task.version,
		...(isPastDue(task, now) ? { overdue: true } : {}),
	};
}

/** The whole state of a task, with what follows from it: open blockers and what can be done with it now. */
export function taskView(board: BoardReader, task: Task): JsonObject {
	const { inbox: _inbox, format: _format, ...state } = task;
	return {
		...(state as unknown as JsonObject),
		open_blockers: openBlockers(board, task),
		children: board.children(task.key),
		moves: movesOf(task, board.board?.config),
	};
}

/** The verbs that can change the task's status now, by the moves of its board. */
export function movesOf(
	task: Task,
	rules: TransitionRules | undefined,
): readonly string[] {
	const moves = legalMoves(task.status, tableOf(rules));
	return [...new Set(moves.map(({ by }) => by))];
}

/** What a claim answers. The fence is what a holder may name to show which lease it means. */
export function leaseView(task: Task): JsonObject {
	if (task.lease === undefined) return {};
	const { agent, acquired_at, expires_at } = task.lease;
	return { fence: task.fence, agent, acquired_at, expires_at };
}

/** The end of a commit subject: which tasks became ready by it. */
export function freeing(freed: readonly TaskKey[]): string {
	return freed.length === 0 ? "" : `, frees ${freed.slice(0, 3).join(", ")}`;
}
