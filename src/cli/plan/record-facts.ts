import { durationMs } from "../../core/duration.ts";
import { type JsonObject, type Refusal, refuse } from "../../core/errors.ts";
import { findStep } from "../../core/plan/lookup.ts";
import { DEFAULT_GATE_TIMEOUT, type Plan } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import type { Bound } from "../say-bound.ts";
import { commitFact } from "./commit-fact.ts";
import { noCheckout } from "./gate-facts.ts";
import { whyNotRun } from "./may-run-step.ts";
import { runHere } from "./run-here.ts";

/** What is known of the step whose result is recorded, and of where. */
export interface Recording {
	readonly task: TaskKey;
	readonly plan: Plan;
	readonly top: string | undefined;
	/** Where git is asked for commits: the checkout, else the repository. */
	readonly directory: string;
	readonly step: string | undefined;
	readonly input: JsonObject;
	/** True when the step's own command is to be run. */
	readonly isRun: boolean;
	readonly typed: string | undefined;
}

/** The input of `record` with what was found out about its commit, and what came of the step's command. */
export async function recordFacts(
	bound: Pick<Bound, "said" | "terminal" | "door">,
	about: Recording,
): Promise<{ readonly ok: true; readonly input: JsonObject } | Refusal> {
	const { commit } = about.input;
	const fact =
		typeof commit === "string"
			? await commitFact(about.directory, commit)
			: undefined;
	if (fact?.known === false) return noCommit(String(commit));
	const found = fact === undefined ? {} : { commit: fact };
	// What git calls it may be a name that moves, such as HEAD.
	const named = fact === undefined ? {} : { commit: fact.sha };
	const input = { ...about.input, ...named };
	if (!about.isRun) return { ok: true, input: withFacts(input, found) };
	const ran = await runStep(bound, about);
	if (!ran.ok) return ran;
	const facts = { ...found, ...ran.facts };
	return { ok: true, input: withFacts({ ...ran.said, ...input }, facts) };
}

/** In the words of the rule, which is asked in vain for what is no commit at all. */
function noCommit(commit: string): Refusal {
	return refuse(
		"VALIDATION",
		`There is no commit ${commit.slice(0, 80)} in this repository.`,
		"Commit the work and give the name that git shows for it, or HEAD for the last one; leave --commit out where nothing was to be committed.",
		{ field: "commit", commit: commit.slice(0, 80) },
	);
}

function withFacts(input: JsonObject, facts: object): JsonObject {
	return Object.keys(facts).length === 0
		? input
		: { ...input, facts: facts as JsonObject };
}

async function runStep(
	bound: Pick<Bound, "said" | "terminal" | "door">,
	{ task, plan, top, step = "", typed, input }: Recording,
): Promise<
	| { readonly ok: true; readonly said: JsonObject; readonly facts: JsonObject }
	| Refusal
> {
	if (top === undefined) return noCheckout();
	const found = findStep(plan, step);
	if (!found.ok) return found;
	const { command, timeout } = found.step;
	if (command === undefined)
		return refuse(
			"VALIDATION",
			`Step ${step} has no command to run: it is for an agent.`,
			"Record what the agent did, without --run.",
			{ step },
		);
	const role = typeof input.role === "string" ? input.role : undefined;
	const barred = await whyNotRun(bound, { task, step, role });
	if (barred !== undefined) return barred;
	const run = await runHere(bound, {
		command,
		timeoutMs: durationMs(timeout ?? DEFAULT_GATE_TIMEOUT),
		...{ top, plan, typed },
	});
	if (!run.ok) return run;
	const { exitCode, durationS, output } = run;
	return {
		ok: true,
		said: {
			status: exitCode === 0 ? "complete" : "failed",
			duration: durationS,
			...(exitCode === 0
				? {}
				: {
						error: run.isTimedOut
							? `stopped after ${durationS}s: it took too long`
							: `exit code ${exitCode}`,
					}),
		},
		facts: { run: { exit_code: exitCode, output } },
	};
}
