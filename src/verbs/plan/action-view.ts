import type { BoardConfig } from "../../core/config.ts";
import { durationMs } from "../../core/duration.ts";
import type { JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import { type Action, actionOf } from "../../core/plan/action.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { isOpen } from "../../core/status.ts";
import type { Task } from "../../core/task.ts";
import { stepView } from "./step-view.ts";

/**
 * What to do next, as an answer holds it: the steps of a dispatch with their addresses, everything else as it is. While the
 * task itself is not in progress, nothing is.
 */
export function actionView(
	task: Task,
	plan: Plan,
	asked: {
		readonly config: BoardConfig;
		readonly now: Instant;
		readonly all?: boolean | undefined;
	},
): JsonObject {
	const action = stoppedWith(task, plan) ?? nextAction(plan, asked);
	if (action.action !== "DISPATCH") return action as unknown as JsonObject;
	return {
		...(action as unknown as JsonObject),
		steps: action.steps.map((step) => stepView(task.key, step)),
	};
}

/** The action of a run whose task was taken out of work: to wait, whatever the plan has open. */
function stoppedWith(
	{ key, status, held }: Task,
	{ execution }: Plan,
): Action | undefined {
	if (execution.status === "planned" && !isOpen(status))
		return {
			action: "WAIT",
			why: "task",
			out: [],
			message: `Task ${key} is ${status}; its plan was not started.`,
		};
	if (execution.status !== "running" || status === "in_progress")
		return undefined;
	const why = held === undefined ? "" : `: ${held}`;
	const isReady = status === "ready";
	return {
		action: "WAIT",
		why: isReady ? "not-started" : "task",
		out: [],
		message: isReady
			? `Task ${key} is ready again; starting it goes on with the plan where it stood.`
			: `Task ${key} is ${status}${why}; its plan goes on once it is in progress again.`,
	};
}

/** The action of a plan on a board with this config. */
export function nextAction(
	plan: Plan,
	{
		config,
		now,
		all = false,
	}: {
		readonly config: BoardConfig;
		readonly now: Instant;
		readonly all?: boolean | undefined;
	},
): Action {
	const graceMs = durationMs(config.lease.grace);
	return actionOf(plan, now, { all, graceMs });
}
