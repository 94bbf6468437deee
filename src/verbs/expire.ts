import { z } from "zod";
import { refuse } from "../core/errors.ts";
import { afterLease, countLoss } from "../core/expiry.ts";
import { isOverdue } from "../core/lease.ts";
import { endStep } from "./plan/end-step.ts";
import { taskRow } from "./task-view.ts";
import { taskVerb } from "./verb.ts";

export const expire = taskVerb({
	name: "expire",
	summary:
		"Ends a lease whose grace is over, so that others can take the task.",
	input: z.strictObject({
		// Which lease is meant: said again late, it must not end a later one.
		fence: z.int().min(0).optional(),
	}),
	role: "app",
	doors: ["app"],
	examples: [],
	errors: ["INVALID_TRANSITION"],
	words: [],
	step: "optional",
	run({ draft, command, config, task, step, input: { fence } }) {
		if (step !== undefined)
			return endStep(draft, { task, step, command, config, fence });
		const { lease } = task;
		const isMeant = fence === undefined || fence === task.fence;
		if (
			lease === undefined ||
			!isMeant ||
			!isOverdue(lease, config, command.now)
		) {
			return refuse(
				"INVALID_TRANSITION",
				`The lease on task ${task.key} is not overdue.`,
				"Nothing to do.",
			);
		}
		const expired = afterLease(draft, task, { lease, config });
		draft.setTask(expired);
		countLoss(draft, lease);
		return {
			ok: true,
			summary: `the lease of ${lease.agent} ended, ${expired.status}`,
			data: { task: taskRow(expired) },
		};
	},
});
