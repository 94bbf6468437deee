import { profileOf } from "../../core/agent.ts";
import type { Draft } from "../../core/draft.ts";
import type { Step } from "../../core/plan/plan.ts";
import type { Task } from "../../core/task.ts";
import type { Ask } from "../eligibility.ts";
import { nextAction } from "./action-view.ts";
import { playsRole } from "./take-step.ts";

/** A step that could be claimed now, and the task whose plan it is of. */
export interface StepOffer {
	readonly task: Task;
	readonly step: Step;
}

/**
 * The steps of running plans that could be claimed now, in the order of tasks and steps, of those that the asker plays the
 * role of. Steps without an agent are not offered: whoever runs the plan runs their command.
 */
export function* stepOffers(
	draft: Draft,
	{ command, config, filter }: Ask,
): Generator<StepOffer> {
	const { roles } = profileOf(draft, command.agent);
	for (const key of draft.running()) {
		const task = draft.task(key);
		const plan = draft.plan(key);
		if (task === undefined || plan === undefined) continue;
		const { now } = command;
		const action = nextAction(plan, { config, now, all: true });
		if (action.action !== "DISPATCH") continue;
		for (const step of action.steps)
			if (
				step.command === undefined &&
				playsRole(filter.roles ?? [], step.role) &&
				playsRole(roles, step.role)
			)
				yield { task, step };
	}
}
