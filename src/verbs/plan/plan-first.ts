import type { Draft } from "../../core/draft.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import type { Task } from "../../core/task.ts";

/** The refusal of work on a task as a whole that has a plan: its steps are what is claimed. */
export function planFirst(
	draft: Draft,
	{ key, status }: Task,
): Refusal | undefined {
	const run = draft.plan(key)?.execution.status;
	if (run === undefined || run === "completed" || run === "cancelled")
		return undefined;
	const isUnderWay = status === "in_progress";
	return refuse(
		"INVALID_TRANSITION",
		isUnderWay
			? `Task ${key} is worked on by the steps of its plan.`
			: `Task ${key} has a plan, which has to be started before its steps can be claimed.`,
		isUnderWay
			? "`/action` names the step that is next; claim that one."
			: "`/start` starts the plan, or goes on with it.",
		{ run, status },
	);
}
