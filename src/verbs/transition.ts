import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { openBlockers } from "../core/graph.ts";
import {
	legalMoves,
	type Status,
	shortestPath,
	type Transition,
} from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";

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
	const waits = task.status === "blocked" && blockers.length > 0;
	const held = task.held === undefined ? "" : " It is held by hand.";
	if (task.status === to) {
		return refuse(
			"INVALID_TRANSITION",
			`Task ${task.key} is ${to}; there is nothing for ${verb} to do.`,
			`What can be done now: ${moves
				.map(({ by }) => `\`/${by}\``)
				.filter((by, index, all) => all.indexOf(by) === index)
				.join(", ")}.`,
			{
				status: task.status,
				to,
				moves,
			},
		);
	}
	return refuse(
		"INVALID_TRANSITION",
		`Task ${task.key} is ${task.status}; ${verb} cannot take it to ${to}.${waits ? ` It waits for ${blockers.join(", ")}.` : ""}${held}`,
		wayOut(task, path, waits ? blockers : []),
		{
			status: task.status,
			to,
			moves,
			path: path.map(({ to: target, by }) => ({ to: target, by })),
			blockers,
		},
	);
}

function wayOut(
	task: Task,
	path: readonly Transition[],
	blockers: readonly TaskKey[],
): string {
	if (blockers.length > 0)
		return `It becomes ready when ${blockers.join(", ")} ${blockers.length === 1 ? "ends" : "have ended"}; \`/undepend\` takes an edge away.`;
	if (task.held !== undefined) return "`/unblock` lets it go on.";
	if (path.length === 0) return "There is no way from here to there.";
	return `The shortest way: ${path.map(({ by }) => `\`/${by}\``).join(", then ")}.`;
}
