import type { BoardReader } from "../../core/board.ts";
import type { BoardConfig } from "../../core/config.ts";
import { attemptsIn, currentPhase, standingOf } from "../../core/plan/phase.ts";
import type { Gate, GateResult, Phase, Plan } from "../../core/plan/plan.ts";
import type { Task, TaskKey } from "../../core/task.ts";

/** A gate that a run waits with, whose checks can be looked at. */
export interface PendingGate {
	readonly task: Task;
	readonly plan: Plan;
	readonly phase: Phase;
	readonly gate: Gate;
	readonly config: BoardConfig;
	/** The newest verdict on the work as it is now, if it was red. */
	readonly red: GateResult | undefined;
	/** The gate and the work it is about: two looks at the same are about the same question. */
	readonly question: string;
}

/** The pending gates of all runs that name checks, in the order of tasks. */
export function* pendingGates(
	board: Pick<BoardReader, "board" | "running" | "task" | "plan">,
): Generator<PendingGate> {
	for (const key of board.running()) {
		const pending = pendingGateOf(board, key);
		if (pending !== undefined) yield pending;
	}
}

/** The pending gate of a task's run, if it names checks. */
export function pendingGateOf(
	board: Pick<BoardReader, "board" | "task" | "plan">,
	key: TaskKey,
): PendingGate | undefined {
	const task = board.task(key);
	const plan = board.plan(key);
	const config = board.board?.config;
	if (task?.status !== "in_progress" || task.issue === undefined)
		return undefined;
	if (config === undefined || plan?.execution.status !== "running")
		return undefined;
	const phase = currentPhase(plan);
	const gate = phase?.gate;
	if (phase === undefined || standingOf(plan, phase) !== "gate")
		return undefined;
	if (gate === undefined || (gate.checks ?? []).length === 0) return undefined;
	const attempts = attemptsIn(phase);
	const red = plan.execution.gates.findLast(
		(one) => one.phase === phase.id && one.attempts === attempts,
	);
	return {
		...{ task, plan, phase, gate, config, red },
		question: JSON.stringify([key, phase.id, attempts, gate]),
	};
}
