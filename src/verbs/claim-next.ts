import { z } from "zod";
import { refuse } from "../core/errors.ts";
import { take } from "./claim.ts";
import { type Candidate, eligible } from "./eligibility.ts";
import { agentName, capability, duration } from "./fields.ts";
import { takeStep } from "./plan/take-step.ts";
import { boardVerb, type Run, SPOKEN } from "./verb.ts";
import { refusalOf } from "./wait.ts";

/** So far down the queue one is looked for that can be had. */
const LOOKED_AT = 100;

const input = z.strictObject({
	for: duration.optional(),
	assignee: agentName.optional(),
	capabilities: z.array(capability).max(20).optional(),
	labels: z.array(z.string()).max(20).optional(),
});

export const claimNext = boardVerb({
	name: "claim-next",
	summary: "Chooses the best task for the agent and claims it, in one command.",
	input,
	role: "triage",
	doors: SPOKEN,
	examples: ["/claim-next", "/claim-next labels=backend for=30m"],
	errors: ["NOT_FOUND", "WIP_EXCEEDED", "QUOTA_EXCEEDED", "VALIDATION"],
	words: [],
	answers: true,
	run(run) {
		const { draft, command, input, config } = run;
		const chosen = choose(run);
		if (chosen === undefined) {
			return refuse(
				"NOT_FOUND",
				"No task can be claimed now.",
				"Wait for one: `list` shows what each task waits for.",
			);
		}
		const { task, step } = chosen;
		const wish = { task, command, config, for: input.for };
		const outcome =
			step === undefined
				? take(draft, wish)
				: takeStep(draft, { ...wish, step: step.id });
		const address = step === undefined ? task.key : `${task.key}/${step.id}`;
		return outcome.ok
			? {
					...outcome,
					task: task.key,
					summary: `${address} for ${command.agent}`,
				}
			: outcome;
	},
});

/** The best that can be had; the best of all, which says why, where none of the first ones can. A full board takes steps still. */
function choose(run: Run<z.output<typeof input>>): Candidate | undefined {
	const { draft, command, config } = run;
	let first: Candidate | undefined;
	let looked = 0;
	for (const candidate of eligible(draft, {
		command,
		config,
		filter: run.input,
	})) {
		if (refusalOf(candidate, run) === undefined) return candidate;
		first ??= candidate;
		if (++looked >= LOOKED_AT) break;
	}
	return first;
}
