import { type Refusal, refuse } from "../errors.ts";
import { later } from "../instant.ts";
import type { Lease } from "../task.ts";
import { saidAt } from "./lease.ts";
import { type Act, endOf, listed, textRefusal } from "./lookup.ts";
import { pathsOutOfBounds } from "./paths.ts";
import { type Attempt, type Evidence, PLAN_LIMITS, type Step } from "./plan.ts";

/** What a worker says of its step. `status` is checked here, since everything else is wrong more rarely. */
export interface StepReport {
	readonly step: string;
	readonly role?: string | undefined;
	readonly status: string;
	readonly outcome?: string | undefined;
	readonly files?: readonly string[] | undefined;
	readonly commit?: string | undefined;
	readonly tokens?: number | undefined;
	/** Seconds. */
	readonly duration?: number | undefined;
	readonly error?: string | undefined;
}

/** What a door found in the repository under the name of a commit. */
export type CommitFact =
	| { readonly known: false }
	| {
			readonly known: true;
			/** Its full name. */
			readonly sha: string;
			/** What it changed. */
			readonly files: readonly string[];
			readonly insertions?: number | undefined;
			readonly deletions?: number | undefined;
	  };

/** What came of a command that a door ran. */
export interface RunFact {
	readonly exit_code: number;
	/** The end of what it printed. */
	readonly output?: string | undefined;
}

interface Result {
	readonly report: StepReport;
	readonly commit?: CommitFact | undefined;
	readonly run?: RunFact | undefined;
	readonly act: Act;
}

/** The refusal of a report that is wrong in itself, if it is. */
export function checkReport(report: StepReport): Refusal | undefined {
	if (report.status !== "complete" && report.status !== "failed")
		return refuse(
			"VALIDATION",
			`A step is recorded as complete or failed, not as ${JSON.stringify(report.status.slice(0, 40))}.`,
			"Give `complete` or `failed` as the status.",
			{ field: "status", allowed: ["complete", "failed"] },
		);
	for (const field of ["outcome", "error"] as const) {
		const text = report[field];
		const refusal =
			text === undefined
				? undefined
				: textRefusal(field, text, PLAN_LIMITS.textBytes);
		if (refusal !== undefined) return refusal;
	}
	return (
		fileRefusal(report.files ?? []) ??
		numberRefusal("tokens", report.tokens) ??
		numberRefusal("duration", report.duration) ??
		commitRefusal(report.commit)
	);
}

/** True when a report says what is on record already, said by the one who said it then. */
export function isSameResult(
	step: Step,
	last: Attempt,
	{ report, act }: Result,
): boolean {
	return (
		(step.status === "complete" || step.status === "failed") &&
		last.result === report.status &&
		last.agent === act.agent &&
		last.actor.id === act.actor.id &&
		last.outcome === report.outcome &&
		last.error === report.error &&
		last.tokens === report.tokens &&
		last.duration === report.duration &&
		(report.commit === undefined
			? last.commit === undefined
			: last.commit?.startsWith(report.commit.toLowerCase()) === true) &&
		JSON.stringify(last.files) === JSON.stringify(report.files ?? [])
	);
}

/** The attempt that a report of the lease's holder makes. */
export function attemptOf(
	step: Step,
	result: Result & { readonly lease: Lease },
): Attempt {
	const { report, commit, lease, act } = result;
	const sha = commit?.known === true ? commit.sha : report.commit;
	const evidence = evidenceOf(step, result);
	return {
		result: report.status === "complete" ? "complete" : "failed",
		agent: lease.agent,
		actor: lease.actor,
		fence: step.fence,
		started_at: lease.acquired_at,
		// A result may be said in one breath with the claim, which is dated when it was decided.
		ended_at: later(saidAt(act), lease.acquired_at),
		...(report.outcome === undefined ? {} : { outcome: report.outcome }),
		files: report.files ?? [],
		...(sha === undefined ? {} : { commit: sha.toLowerCase() }),
		...(report.tokens === undefined ? {} : { tokens: report.tokens }),
		...(report.duration === undefined ? {} : { duration: report.duration }),
		...(report.error === undefined ? {} : { error: report.error }),
		...(evidence === undefined ? {} : { evidence }),
	};
}

function evidenceOf(
	step: Step,
	{ report, commit, run }: Result,
): Evidence | undefined {
	const fact = commit?.known === true ? commit : undefined;
	const warnings = warningsOf(step, report, fact);
	if (fact === undefined && run === undefined && warnings.length === 0)
		return undefined;
	return {
		proven: fact !== undefined || run !== undefined,
		...(fact?.insertions === undefined ? {} : { insertions: fact.insertions }),
		...(fact?.deletions === undefined ? {} : { deletions: fact.deletions }),
		...(run === undefined ? {} : { exit_code: run.exit_code }),
		...(run?.output === undefined
			? {}
			: { output: endOf(run.output, PLAN_LIMITS.textBytes) }),
		warnings,
	};
}

function warningsOf(
	step: Step,
	report: StepReport,
	fact: { readonly files: readonly string[] } | undefined,
): readonly string[] {
	const named = report.files ?? [];
	const warnings: string[] = [];
	const missing =
		fact === undefined
			? []
			: named.filter((path) => !fact.files.includes(path));
	if (missing.length > 0)
		warnings.push(`not in the commit: ${listed(missing)}`);
	const touched = [...new Set([...named, ...(fact?.files ?? [])])];
	const outside = pathsOutOfBounds(touched, step);
	if (outside.length > 0)
		warnings.push(`outside the paths of the step: ${listed(outside)}`);
	return warnings;
}

function fileRefusal(files: readonly string[]): Refusal | undefined {
	if (files.length > PLAN_LIMITS.listEntries)
		return refuse(
			"VALIDATION",
			`files has ${files.length} entries; at most ${PLAN_LIMITS.listEntries} fit.`,
			"Name the files that matter; the commit has them all.",
			{ field: "files" },
		);
	for (const path of files) {
		const refusal = textRefusal("files", path, PLAN_LIMITS.textBytes);
		if (refusal !== undefined) return refusal;
	}
	return undefined;
}

function numberRefusal(
	field: "tokens" | "duration",
	value: number | undefined,
): Refusal | undefined {
	const isFine =
		value === undefined ||
		(value >= 0 &&
			value <= Number.MAX_SAFE_INTEGER &&
			(field === "duration" || Number.isInteger(value)));
	return isFine
		? undefined
		: refuse(
				"VALIDATION",
				`${field} is not a number from 0 up${field === "tokens" ? ", without fractions" : ""}.`,
				`Correct ${field} or leave it out.`,
				{ field },
			);
}

function commitRefusal(commit: string | undefined): Refusal | undefined {
	return commit === undefined || /^[0-9a-f]{7,64}$/i.test(commit)
		? undefined
		: refuse(
				"VALIDATION",
				`${JSON.stringify(commit.slice(0, 80))} is not the name of a commit.`,
				"Give its hexadecimal name, 7 characters of it at least.",
				{ field: "commit" },
			);
}
