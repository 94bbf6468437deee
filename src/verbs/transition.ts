import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { openBlockers } from "../core/graph.ts";
import { legalMoves, type Status, shortestPath } from "../core/status.ts";
import type { Task } from "../core/task.ts";

/** The refusal of a move that is not in the table, with the legal moves and the shortest legal way. */
export function illegal(
	draft: Draft,
	task: Task,
	to: Status,
	verb: string,
): Refusal {
	const moves = legalMoves(task.status).map(({ to: target, by }) => ({
		to: target,
		by,
	}));
	const path = shortestPath(task.status, to) ?? [];
	const blockers = openBlockers(draft, task);
	const way = path.map(({ by, to: target }) => `${by} → ${target}`).join(", ");
	const waits =
		task.status === "blocked" && blockers.length > 0
			? ` It waits for ${blockers.join(", ")}.`
			: "";
	const held =
		task.held === undefined
			? ""
			: " It is held by hand: `unblock` clears that.";
	return refuse(
		"INVALID_TRANSITION",
		`Task ${task.key} is ${task.status}; ${verb} cannot take it to ${to}.${waits}${held}`,
		way === ""
			? "There is no way from here to there."
			: `The shortest way is: ${way}.`,
		{
			status: task.status,
			to,
			moves,
			path: path.map(({ to: target, by }) => ({ to: target, by })),
			blockers,
		},
	);
}

/** The refusal when one more task in `status` would be over the board's limit, if so. */
export function wipFull(
	draft: Draft,
	status: "in_progress" | "review",
): Refusal | undefined {
	const limit = draft.board?.config.wip[status] ?? 0;
	const count = draft.count(status);
	if (count < limit) return undefined;
	return refuse(
		"WIP_EXCEEDED",
		`${count} tasks are ${status}; the limit is ${limit}.`,
		"Finish or release one first, then try again.",
		{
			status,
			limit,
			count,
		},
	);
}
