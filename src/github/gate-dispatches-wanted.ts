import type { BoardReader } from "../core/board.ts";
import type { BoardConfig, GateConfig } from "../core/config.ts";
import { NO_CODE } from "../core/gate.ts";
import type { GateCheck } from "../core/plan/plan.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { gateDigest } from "../store/gate-digest.ts";
import { pendingGates } from "./plans/pending-gates.ts";

/** A gate that a task waits for and that the gate workflow runs, with the check that the workflow reports. */
export interface DispatchWanted {
	readonly gate: string;
	readonly check: GateCheck;
	readonly digest: string;
	readonly task: Task;
}

type Looked = Pick<BoardReader, "board" | "running" | "task" | "plan">;

/** The gates behind phases that runs wait with, where the gate workflow runs them. */
export function dispatchesOfRuns(board: Looked): readonly DispatchWanted[] {
	if (!hasDispatch(board.board?.config)) return [];
	return [...pendingGates(board)].flatMap(({ task, gate, config }) => {
		const run = dispatchedRun(config, gate.name);
		const isAsked = gate.checks?.some(
			({ name, app }) => name === run?.check.name && app === run.check.app,
		);
		return run === undefined || isAsked !== true
			? []
			: [{ gate: gate.name, ...run, task }];
	});
}

/** The gates before the end of tasks, where the gate workflow runs them: of tasks in review. */
export function dispatchesOfReviews(
	board: Pick<BoardReader, "board" | "count" | "keys" | "task">,
): readonly DispatchWanted[] {
	if (!hasDispatch(board.board?.config) || board.count("review") === 0)
		return [];
	return [...board.keys()].flatMap((key) =>
		board.task(key)?.status === "review" ? dispatchesOf(board, key) : [],
	);
}

/** The gates before the end of one task, where the gate workflow runs them. */
export function dispatchesOf(
	board: Pick<BoardReader, "board" | "task">,
	key: TaskKey,
): readonly DispatchWanted[] {
	const config = board.board?.config;
	const task = board.task(key);
	if (config === undefined || task === undefined) return [];
	if (task.labels.includes(NO_CODE)) return [];
	return config.done_gates.flatMap((gate) => {
		const run = dispatchedRun(config, gate);
		return run === undefined ? [] : [{ gate, ...run, task }];
	});
}

function hasDispatch(config: BoardConfig | undefined): boolean {
	return Object.values(config?.gates ?? {}).some(isDispatched);
}

function dispatchedRun(
	{ gates }: BoardConfig,
	name: string,
): Pick<DispatchWanted, "check" | "digest"> | undefined {
	const gate = Object.hasOwn(gates, name) ? gates[name] : undefined;
	if (gate === undefined || !isDispatched(gate)) return undefined;
	const [check] = gate.checks;
	return check && { check, digest: gateDigest(check, gate) };
}

function isDispatched({ dispatch, command }: GateConfig): boolean {
	return dispatch === true && command !== undefined;
}
