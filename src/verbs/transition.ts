import type { BoardReader } from "../core/board.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { openBlockers, openChildren } from "../core/graph.ts";
import {
	isAllowed,
	legalMoves,
	type Status,
	shortestPath,
	type Transition,
	type TransitionTable,
	tableOf,
} from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";

/** The refusal of a move that is not in the board's table, with the legal moves and the shortest legal way. */
export function illegal(
	board: BoardReader,
	task: Task,
	to: Status,
	verb: string,
): Refusal {
	const table = movesOf(board, task);
	const moves = legalMoves(task.status, table).map(({ to: target, by }) => ({
		to: target,
		by,
	}));
	if (task.status === to) {
		const verbs = [...new Set(moves.map(spoken))];
		return refuse(
			"INVALID_TRANSITION",
			`Task ${task.key} is ${to}; there is nothing for ${verb} to do.`,
			verbs.length === 0
				? "On this board nothing follows."
				: `What can be done now: ${verbs.join(", ")}.`,
			{
				status: task.status,
				to,
				moves,
			},
		);
	}
	const waits = waitsNow(board, task);
	const held = task.held === undefined ? "" : " It is held by hand.";
	const path = pathTo(board, task, to);
	return refuse(
		"INVALID_TRANSITION",
		`Task ${task.key} is ${task.status}; ${verb} cannot take it to ${to}.${waits.length > 0 ? ` It waits for ${waits.join(", ")}.` : ""}${held}`,
		wayOut(task, path, waits),
		{
			status: task.status,
			to,
			moves,
			path: path.map(({ to: target, by }) => ({ to: target, by })),
			blockers: openBlockers(board, task),
		},
	);
}

/** How a task gets from where it stands to another status, as a sentence. */
export function wayTo(board: BoardReader, task: Task, to: Status): string {
	return wayOut(task, pathTo(board, task, to), waitsNow(board, task));
}

function pathTo(board: BoardReader, task: Task, to: Status): TransitionTable {
	const isHeldBySteps = isWorkedByStep(board, task);
	// Waiting is no way to anywhere, and only `block` leads to it at will; a run is given back in no other way.
	const ways = movesOf(board, task).filter(
		({ from, to: target, by }) =>
			target !== "blocked" ||
			(by === "block" &&
				(target === to || (isHeldBySteps && from === "in_progress"))),
	);
	return shortestPath(task.status, to, ways) ?? [];
}

/** What needs the lease on a task as a whole. */
const BY_HOLDER: ReadonlySet<string> = new Set(["release", "handoff", "fail"]);

/** The board's moves as this task can make them: one with a plan is started, not claimed, and nobody holds it as a whole. */
function movesOf(board: BoardReader, task: Task): TransitionTable {
	const table = tableOf(board.board?.config);
	if (board.plan(task.key) === undefined) return table;
	const isByStep = isWorkedByStep(board, task);
	return table
		.filter(
			({ from, by }) =>
				!(isByStep && from === "in_progress" && BY_HOLDER.has(by)),
		)
		.map((row) => (row.by === "claim" ? { ...row, by: "start" } : row));
}

/** True while the steps of its plan are what is worked on. */
function isWorkedByStep(board: BoardReader, { key, status, lease }: Task) {
	const isUnderWay = status === "in_progress" && lease === undefined;
	return isUnderWay && board.plan(key) !== undefined;
}

function waitsNow(board: BoardReader, task: Task): readonly TaskKey[] {
	return task.status === "blocked" ? waitsFor(board, task) : [];
}

/**
 * The refusal when a verb has taken a task where its board does not let it go, if so: the one place where the table binds,
 * whatever a verb does. What happens to other tasks by it follows from their blockers and is never forbidden.
 */
export function forbidden(
	before: BoardReader,
	after: BoardReader,
	{ key, verb }: { key: TaskKey | undefined; verb: string },
): Refusal | undefined {
	const task = key === undefined ? undefined : before.task(key);
	const to = key === undefined ? undefined : after.task(key)?.status;
	if (task === undefined || to === undefined || task.status === to)
		return undefined;
	const table = tableOf(before.board?.config);
	return isAllowed(table, { from: task.status, to, by: verb })
		? undefined
		: illegal(before, task, to, verb);
}

/** What a blocked task waits for: open blockers and, while it is parked, open children. */
export function waitsFor(board: BoardReader, task: Task): readonly TaskKey[] {
	const children =
		task.parked === true ? openChildren(board, task.key) : ([] as const);
	return [...new Set([...openBlockers(board, task), ...children])];
}

/** A move as it is typed: only `move` has to name where to, and whether `ready` means `blocked` follows from the blockers. */
function spoken({ to, by }: Pick<Transition, "to" | "by">): string {
	if (by !== "move") return `\`/${by}\``;
	return `\`/move ${to === "blocked" ? "ready" : to}\``;
}

function wayOut(
	task: Task,
	path: TransitionTable,
	waits: readonly TaskKey[],
): string {
	if (waits.length > 0)
		return `It becomes ready when ${waits.join(", ")} ${waits.length === 1 ? "ends" : "have ended"}; ${task.parked === true ? "`/unblock` ends the waiting for its subtasks" : "`/undepend` takes an edge away"}.`;
	if (task.held !== undefined) return "`/unblock` lets it go on.";
	if (path.length === 0) return "There is no way from here to there.";
	return `The shortest way: ${path.map(spoken).join(", then ")}.`;
}
