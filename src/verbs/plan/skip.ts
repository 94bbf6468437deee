import { z } from "zod";
import { skipStep } from "../../core/plan/record.ts";
import { prose, version } from "../fields.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { planOf, settled } from "./planned.ts";

export const skip = taskVerb({
	name: "skip",
	summary:
		"Leaves a step of the plan out, for a reason that is kept; what waits for it goes on.",
	input: z.strictObject({ reason: prose(4_096), version }),
	role: "write",
	doors: SPOKEN,
	examples: ['/skip 1.2 "there is nothing to migrate"'],
	errors: [
		"INVALID_TRANSITION",
		"CONFLICT_LOCKED",
		"NOT_FOUND",
		"VALIDATION",
		"STALE",
	],
	words: ["step", "reason"],
	step: "needed",
	run({ draft, command, input, config, task, step = "" }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const { reason } = input;
		const made = skipStep(planned.plan, {
			step,
			reason,
			act: command,
			config,
		});
		if (!made.ok) return made;
		const { now } = command;
		return settled(draft, task, {
			made,
			summary: `by ${command.agent}`,
			data: { step, next: actionView(task, made.plan, { config, now }) },
		});
	},
});
