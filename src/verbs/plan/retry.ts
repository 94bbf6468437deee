import { z } from "zod";
import { retryStep } from "../../core/plan/record.ts";
import { version } from "../fields.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { planOf, settled } from "./planned.ts";

export const retry = taskVerb({
	name: "retry",
	summary:
		"Makes a step of the plan pending again; what it came to before is kept.",
	input: z.strictObject({ version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/retry 1.1"],
	errors: [
		"INVALID_TRANSITION",
		"CONFLICT_LOCKED",
		"NOT_FOUND",
		"VALIDATION",
		"STALE",
	],
	words: ["step"],
	step: "needed",
	run({ draft, command, config, task, step = "" }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const made = retryStep(planned.plan, { step, act: command, config });
		if (!made.ok) return made;
		const { now } = command;
		return settled(draft, task, {
			made,
			summary: `by ${command.agent}`,
			data: { step, next: actionView(task, made.plan, { config, now }) },
		});
	},
});
