import { z } from "zod";
import type { Status } from "../core/status.ts";
import type { Priority } from "../core/task.ts";

const text = z
	.string()
	.min(1)
	.max(100)
	.refine((name) => name === name.trim(), "begins or ends with a space");
const option = text.optional();

/** Every value by name, so that the order on the branch is always the same. */
const statuses = z.strictObject({
	backlog: option,
	ready: option,
	in_progress: option,
	blocked: option,
	review: option,
	done: option,
	cancelled: option,
	dead_letter: option,
} satisfies Record<Status, unknown>);
const priorities = z.strictObject({
	urgent: option,
	high: option,
	normal: option,
	low: option,
} satisfies Record<Priority, unknown>);

/** What the config says of the GitHub project that shows the board. Nothing is filled in: boards are recorded without. */
export const projectConfig = z
	.strictObject({
		owner: z.string().min(1).max(100).optional(),
		number: z.int().positive(),
		fields: z
			.strictObject({ status: text.optional(), priority: text.optional() })
			.optional(),
		statuses: statuses.optional(),
		priorities: priorities.optional(),
	})
	.superRefine(({ fields }, context) => {
		const { status = "Status", priority = "Priority" } = fields ?? {};
		if (status.toLowerCase() === priority.toLowerCase())
			context.addIssue({
				code: "custom",
				path: ["fields"],
				message: "needs one field for the status and another for the priority",
			});
	});
