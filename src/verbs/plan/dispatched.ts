import { z } from "zod";
import { agentName, duration, version } from "../fields.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { takeStep } from "./take-step.ts";

export const dispatched = taskVerb({
	name: "dispatched",
	summary:
		"Takes a step of the plan under a lease, as `claim` with the step does: exactly one worker gets it.",
	input: z.strictObject({
		role: agentName
			.optional()
			.describe("Role the worker was chosen for; it has to be the step's"),
		for: duration.optional(),
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: ["/dispatched 1.1", "/dispatched 1.1 role=code-reviewer for=30m"],
	errors: [
		"CONFLICT_LOCKED",
		"INVALID_TRANSITION",
		"NOT_FOUND",
		"FORBIDDEN",
		"QUOTA_EXCEEDED",
		"VALIDATION",
		"STALE",
	],
	words: ["step"],
	step: "needed",
	answers: true,
	run({ draft, command, input, config, task, step = "" }) {
		return takeStep(draft, {
			...{ task, step, command, config },
			role: input.role,
			for: input.for,
		});
	},
});
