import { z } from "zod";
import { refuse } from "../core/errors.ts";
import { afterLease, countLoss } from "../core/expiry.ts";
import { isOverdue } from "../core/lease.ts";
import { fence } from "./fields.ts";
import { endStep } from "./plan/end-step.ts";
import { taskRow } from "./task-view.ts";
import { taskVerb } from "./verb.ts";

export const expire = taskVerb({
	name: "expire",
	summary:
		"Ends a lease whose grace is over, so that others can take the task.",
	input: z.strictObject({
		// Said again late, it must not end a later lease.
		fence,
	}),
	role: "app",
	doors: ["app"],
	examples: [],
	errors: ["INVALID_TRANSITION", "LEASE_EXPIRED"],
	words: [],
	step: "optional",
	run({ draft, command, config, task, step, input }) {
		if (step !== undefined)
			return endStep(draft, {
				task,
				step,
				command,
				config,
				fence: input.fence,
			});
		const { lease } = task;
		if (lease === undefined || !isOverdue(lease, config, command.now)) {
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
