import { z } from "zod";
import { countFor } from "../../core/agent-stats.ts";
import { patchBaton } from "../../core/baton.ts";
import type { Draft } from "../../core/draft.ts";
import type { JsonObject, Refusal } from "../../core/errors.ts";
import { toMs } from "../../core/instant.ts";
import type { Attempt } from "../../core/plan/plan.ts";
import { recordStep } from "../../core/plan/record.ts";
import { planFull } from "../../core/plan/size.ts";
import { commitFact, runFact } from "../../schema/step-facts.ts";
import {
	agentName,
	batonPatch,
	fence,
	line,
	prose,
	version,
} from "../fields.ts";
import { withSpent } from "../spent.ts";
import { spent } from "../spent-fields.ts";
import { SPOKEN, type TaskRun, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { planOf, settled } from "./planned.ts";
import { stepView } from "./step-view.ts";

const recordInput = z.strictObject({
	// What is no status is refused by the rule itself, in words that name both.
	status: z.string().max(100).describe("`complete` or `failed`"),
	outcome: prose(4_096).optional(),
	files: z.array(z.string().min(1).max(1_000)).max(500).optional(),
	commit: z
		.string()
		.regex(/^[0-9a-f]{4,40}$/i, "is not a commit: 4 to 40 hex digits")
		.optional(),
	duration: z.number().nonnegative().optional().describe("Seconds"),
	error: line(4_000).optional(),
	role: agentName.optional(),
	baton_patch: batonPatch.optional(),
	...spent,
	facts: z
		.strictObject({ commit: commitFact.optional(), run: runFact.optional() })
		.optional(),
	fence,
	version,
});

type RecordRun = TaskRun<z.output<typeof recordInput>>;

export const record = taskVerb({
	name: "record",
	summary:
		"Takes the result of a step from its holder, with what proves it; saying it twice is one result.",
	input: recordInput,
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/record 1.1 complete "Added middleware" files=app/log.py,app/main.py commit=a4d82cf',
		'/record 1.2 failed error="the schema is missing"',
	],
	errors: [
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"INVALID_TRANSITION",
		"NOT_FOUND",
		"VALIDATION",
		"STALE",
	],
	words: ["step", "status", "outcome"],
	payload: "baton_patch",
	step: "needed",
	run(run) {
		const { draft, command, input, config, task, step: id = "" } = run;
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const { facts, baton_patch, ...said } = input;
		const made = recordStep(planned.plan, {
			report: { ...said, step: id, tokens: tokensOf(input) },
			fence: input.fence,
			commit: facts?.commit,
			run: facts?.run,
			act: command,
		});
		if (!made.ok) return made;
		const full = made.changed ? planFull(made.plan, "recorded") : undefined;
		if (full !== undefined) return full;
		const patched = made.changed ? patch(run) : undefined;
		if (patched !== undefined) return patched;
		if (made.changed) {
			draft.setTask(withSpent(draft, task, { command, input }));
			count(draft, made.attempt);
		}
		const { now } = command;
		const { evidence } = made.attempt;
		const outcome = settled(draft, task, {
			made,
			summary: `${made.step.status} by ${command.agent}`,
			data: {
				step: stepView(task.key, made.step),
				result: made.attempt.result,
				warnings: evidence?.warnings ?? [],
				next: actionView(task, made.plan, { config, now }),
			},
		});
		return baton_patch === undefined ? outcome : { ...outcome, stage: id };
	},
});

function patch({ draft, input, task }: RecordRun): Refusal | undefined {
	if (input.baton_patch === undefined) return undefined;
	const patched = patchBaton(
		draft.baton(task.key),
		input.baton_patch as JsonObject,
	);
	if (!patched.ok) return patched;
	draft.setBaton(task.key, patched.baton);
	return undefined;
}

/** What is measured of a worker, as of one who ends a task. */
function count(draft: Draft, attempt: Attempt): void {
	const { agent, result, started_at, ended_at } = attempt;
	countFor(
		draft,
		agent,
		result === "complete"
			? { handled: 1, handled_ms: toMs(ended_at) - toMs(started_at) }
			: { failures: 1 },
	);
}

function tokensOf({
	tokens,
}: z.output<typeof recordInput>): number | undefined {
	return tokens === undefined ? undefined : tokens.input + tokens.output;
}
