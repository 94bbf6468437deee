import { z } from "zod";
import { Draft } from "../core/draft.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import { failedAttempt } from "../core/expiry.ts";
import { candidateRow } from "./candidate-row.ts";
import { whyNot } from "./claimable.ts";
import { type Candidate, eligible } from "./eligibility.ts";
import { agentName, capability, label } from "./fields.ts";
import { invalidInput } from "./invalid-input.ts";
import { leasesFull } from "./live-leases.ts";
import { boardVerb, type Run } from "./verb.ts";

/** More candidates are not looked at: that many workers find enough in them. */
const COUNTED = 100;

const input = z.strictObject({
	assignee: agentName.optional(),
	capabilities: z.array(capability).max(20).optional(),
	roles: z.array(z.string().max(50)).max(20).optional(),
	labels: z.array(label).max(20).optional(),
});

/**
 * What a wait is woken by: the tasks that the agent could claim now, best first, without those that there is no
 * room for. The engine parks whoever asks while there are none.
 */
export const wait = boardVerb({
	name: "wait",
	summary:
		"Waits until there is a task that the agent can claim, and shows it; claims nothing.",
	input,
	role: "read",
	// A comment cannot wait: doors that keep a caller on the line hand this to the engine.
	doors: ["agent"],
	examples: [],
	errors: ["VALIDATION", "FORBIDDEN", "QUOTA_EXCEEDED"],
	words: [],
	reads: true,
	run(run) {
		const { draft, command, input, config } = run;
		const candidates: JsonObject[] = [];
		let looked = 0;
		for (const candidate of eligible(draft, {
			command,
			config,
			filter: input,
		})) {
			if (refusalOf(candidate, run) === undefined)
				candidates.push(candidateRow(candidate));
			if (++looked >= COUNTED) break;
		}
		const data = { task: candidates[0] ?? null, candidates };
		return {
			ok: true,
			summary: "wait",
			data: { ...data, count: candidates.length },
		};
	},
});

/** What is waited for, in its plain form: an agent may be written as a login. A refusal for what is no filter of `wait`. */
export function waitFilters(
	given: JsonObject,
): z.output<typeof input> | Refusal {
	const parsed = input.safeParse(given);
	return parsed.success ? parsed.data : invalidInput(wait, parsed.error, given);
}

/** Why a claim of the task would be refused now, if so; an abandoned one is as it will be once its lease is ended. */
export function refusalOf(
	{ task, step }: Pick<Candidate, "task" | "step">,
	{ draft, command, config }: Run<unknown>,
): Refusal | undefined {
	if (step !== undefined) return leasesFull(draft, command, config);
	const { lease } = task;
	if (lease === undefined) return whyNot(draft, task, command, config);
	const after = new Draft(draft);
	const at = lease.expires_at;
	const freed = failedAttempt(after, task, { at, reason: "", config });
	after.setTask(freed);
	return whyNot(after, freed, command, config);
}
