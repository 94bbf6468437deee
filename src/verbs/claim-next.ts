import { z } from "zod";
import { refuse } from "../core/errors.ts";
import { take } from "./claim.ts";
import { eligible } from "./eligibility.ts";
import { agentName, capability, duration } from "./fields.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

export const claimNext = boardVerb({
	name: "claim-next",
	summary: "Chooses the best task for the agent and claims it, in one command.",
	input: z.strictObject({
		for: duration.optional(),
		assignee: agentName.optional(),
		capabilities: z.array(capability).max(20).optional(),
		labels: z.array(z.string()).max(20).optional(),
	}),
	role: "triage",
	doors: SPOKEN,
	examples: ["/claim-next", "/claim-next labels=backend for=30m"],
	errors: ["NOT_FOUND", "WIP_EXCEEDED", "QUOTA_EXCEEDED", "VALIDATION"],
	words: [],
	answers: true,
	run({ draft, command, input, config }) {
		const [first] = eligible(draft, { command, config, filter: input });
		if (first === undefined) {
			return refuse(
				"NOT_FOUND",
				"No task can be claimed now.",
				"Wait for one: `list` shows what each task waits for.",
			);
		}
		const outcome = take(draft, {
			task: first.task,
			command,
			config,
			for: input.for,
		});
		return outcome.ok
			? {
					...outcome,
					task: first.task.key,
					summary: `${first.task.key} for ${command.agent}`,
				}
			: outcome;
	},
});
