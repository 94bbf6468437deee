import { z } from "zod";
import { SPOKEN, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { planOf } from "./planned.ts";

export const action = taskVerb({
	name: "action",
	summary:
		"Says what the task's plan needs next: a step to hand out, a gate, an approval, patience, or nothing any more.",
	input: z.strictObject({
		all: z
			.boolean()
			.optional()
			.describe("Every step that may be handed out now, instead of the first"),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/action", "/action all=true"],
	errors: ["NOT_FOUND", "VALIDATION"],
	words: ["task"],
	reads: true,
	run({ draft, command, input, config, task }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const { now } = command;
		return {
			ok: true,
			summary: "action",
			data: {
				task: task.key,
				status: task.status,
				...actionView(task, planned.plan, { config, now, all: input.all }),
			},
		};
	},
});
