import type { BoardReader } from "../core/board.ts";
import type { BoardConfig } from "../core/config.ts";
import type { JsonObject } from "../core/errors.ts";
import { openChildren } from "../core/graph.ts";
import type { Instant } from "../core/instant.ts";
import { currentPhase, gateVerdict, standingOf } from "../core/plan/phase.ts";
import { isFinished, type Plan, stepsOf } from "../core/plan/plan.ts";
import type { Task } from "../core/task.ts";
import { nextAction } from "./plan/action-view.ts";

/** How far a task is, as its card shows it: its subtasks, its plan, and the gates it stands before or has passed. */
export function progressOn(
	board: BoardReader,
	task: Task,
	{ config, now }: { readonly config: BoardConfig; readonly now: Instant },
): JsonObject {
	const children = board.children(task.key).length;
	const plan = board.plan(task.key);
	const run = plan && planOn(plan, { config, now });
	const gate = run?.gate ?? gateOf(task);
	return {
		...(children === 0
			? {}
			: {
					subtasks: {
						count: children,
						open: openChildren(board, task.key).length,
					},
				}),
		...(run === undefined ? {} : { plan: run.plan }),
		...(gate === undefined ? {} : { gate }),
	};
}

/** How many steps that are out are named. */
const MAX_HOLDERS = 10;

/** `out` are steps under a lease, `holders` who has them; `next` is the action of a run that goes on. */
function planOn(
	plan: Plan,
	asked: { readonly config: BoardConfig; readonly now: Instant },
): { readonly plan: JsonObject; readonly gate: string | undefined } {
	const steps = stepsOf(plan);
	const { status } = plan.execution;
	const isRunning = status === "running";
	const holders = steps.flatMap(({ id, lease }) =>
		lease === undefined
			? []
			: [{ step: id, agent: lease.agent, until: lease.expires_at }],
	);
	return {
		plan: {
			run: status,
			steps: steps.length,
			done: steps.filter(isFinished).length,
			out: steps.filter((step) => step.status === "dispatched").length,
			...(holders.length === 0
				? {}
				: { holders: holders.slice(0, MAX_HOLDERS) }),
			...(isRunning ? { next: nextAction(plan, asked).action } : {}),
		},
		gate: isRunning ? gateAhead(plan) : undefined,
	};
}

/** The gate that the run stands before, if it does. */
function gateAhead(plan: Plan): string | undefined {
	const phase = currentPhase(plan);
	if (phase === undefined || standingOf(plan, phase) !== "gate")
		return undefined;
	return gateVerdict(plan, phase)?.result === "fail" ? "failed" : "pending";
}

/** How the checks stood that were looked at when the task was to be done. */
function gateOf({ checks }: Task): string | undefined {
	if (checks === undefined) return undefined;
	if (checks.overridden_by !== undefined) return "overridden";
	const states = checks.results.map(({ state }) => state);
	if (states.includes("red")) return "failed";
	return states.every((state) => state === "green") ? "passed" : "pending";
}
