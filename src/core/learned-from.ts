import type { Instant } from "./instant.ts";
import {
	LEARNED_LIMITS,
	type LearnedGate,
	type LearnedRole,
	type LearnedRun,
} from "./learned.ts";
import { gateKey, gateSum, roleKey } from "./learned-sums.ts";
import { bytesOf } from "./plan/lookup.ts";
import { tokensUsed } from "./plan/phase.ts";
import {
	type Gate,
	type GateResult,
	type Plan,
	type Step,
	stepsOf,
} from "./plan/plan.ts";
import { elapsedMs, retriesOf } from "./plan/progress.ts";

/** What one finished run teaches. Undefined for a run that has not ended, or never started: it teaches nothing. */
export function learnedFrom(plan: Plan, task: string): LearnedRun | undefined {
	const { status, started_at, ended_at } = plan.execution;
	if (status !== "completed" && status !== "cancelled") return undefined;
	if (started_at === undefined || ended_at === undefined) return undefined;
	const steps = stepsOf(plan);
	const isTold = steps.some(({ attempts }) =>
		attempts.some(({ tokens }) => tokens !== undefined),
	);
	return {
		run: {
			...{ task, started_at, ended_at, status },
			type: plan.type,
			steps: steps.length,
			retries: steps.reduce((sum, step) => sum + retriesOf(step), 0),
			amendments: plan.amendments.length,
			duration_ms: elapsedMs(plan, ended_at),
			...(isTold ? { tokens: tokensUsed(plan) } : {}),
		},
		gates: gatesOf(plan, ended_at),
		roles: rolesOf(plan, ended_at),
	};
}

type Subject = Pick<LearnedGate, "command" | "check" | "app">;

/** One verdict on one command or check. */
interface Word {
	readonly subject: Subject;
	readonly phase: number;
	readonly counts: Partial<LearnedGate>;
}

function gatesOf(plan: Plan, last_at: Instant): readonly LearnedGate[] {
	const found = new Map<string, LearnedGate>();
	const failedIn = new Map<string, Set<number>>();
	for (const word of plan.execution.gates.flatMap((one) =>
		wordsOf(plan, one),
	)) {
		const entry: LearnedGate = {
			...word.subject,
			...NO_VERDICTS,
			...word.counts,
			last_at,
		};
		const key = gateKey(entry);
		const before = found.get(key);
		found.set(key, before === undefined ? entry : gateSum(before, entry));
		if (entry.failed > 0)
			failedIn.set(key, (failedIn.get(key) ?? new Set()).add(word.phase));
	}
	return [...found]
		.filter(([key]) => bytesOf(key) <= LEARNED_LIMITS.nameBytes)
		.map(([key, entry]) => ({
			...entry,
			runs: 1,
			unpassed_runs: Number(entry.failed > 0 && entry.passed === 0),
			replaced_runs: Number(
				[...(failedIn.get(key) ?? [])].some(
					(phase) => !stillAsks(gateOf(plan, phase), entry),
				),
			),
		}))
		.slice(-LEARNED_LIMITS.gates);
}

const NO_VERDICTS = {
	runs: 0,
	passed: 0,
	failed: 0,
	said_passed: 0,
	said_failed: 0,
	overridden: 0,
	unpassed_runs: 0,
	replaced_runs: 0,
} as const;

/** What a verdict says of each thing its gate looked at. A check that was still out when another was red says nothing. */
function wordsOf(plan: Plan, verdict: GateResult): readonly Word[] {
	const { phase, checks, command, proven } = verdict;
	if (proven && checks !== undefined)
		return checks.flatMap(({ name, app, state, conclusion }): Word[] => {
			const subject = { check: name, app };
			if (state === "green") return [{ subject, phase, counts: { passed: 1 } }];
			return state === "red"
				? [
						{
							subject,
							phase,
							counts: { failed: 1, cause: conclusion ?? state },
						},
					]
				: [];
		});
	if (proven && command !== undefined)
		return [{ subject: { command }, phase, counts: provenCounts(verdict) }];
	const counts = saidCounts(verdict);
	return saidOf(plan, verdict).map((subject) => ({ subject, phase, counts }));
}

function provenCounts({ result, exit_code }: GateResult): Partial<LearnedGate> {
	if (result === "pass") return { passed: 1 };
	return {
		failed: 1,
		...(exit_code === undefined ? {} : { cause: `exit code ${exit_code}` }),
	};
}

function saidCounts({ result }: GateResult): Partial<LearnedGate> {
	if (result === "override") return { overridden: 1 };
	return result === "pass" ? { said_passed: 1 } : { said_failed: 1 };
}

/** What was spoken of when a verdict was only said: its gate as it is now, unless it was edited since and nobody knows. */
function saidOf(plan: Plan, { phase, gate: name, at }: GateResult): Subject[] {
	const isEdited = plan.amendments.some(
		(amendment) =>
			amendment.at >= at &&
			amendment.changes.some((line) =>
				isEditOf(line, "gate", `phase ${phase}`),
			),
	);
	const gate = gateOf(plan, phase);
	if (isEdited || gate?.name !== name) return [];
	if (gate.command !== undefined) return [{ command: gate.command }];
	return (gate.checks ?? []).map((check) => ({
		check: check.name,
		app: check.app,
	}));
}

/** True for an amendment's line such as `edited name, gate of phase 2`. */
function isEditOf(line: string, field: string, place: string): boolean {
	const match = /^edited ([a-z_, ]+) of ((?:phase|step) [\d.]+)$/.exec(line);
	return match?.[2] === place && (match[1] ?? "").split(", ").includes(field);
}

function gateOf({ phases }: Plan, phase: number): Gate | undefined {
	return phases.find(({ id }) => id === phase)?.gate;
}

function stillAsks(gate: Gate | undefined, subject: Subject): boolean {
	if (subject.command !== undefined) return gate?.command === subject.command;
	return (gate?.checks ?? []).some(
		({ name, app }) => name === subject.check && app === subject.app,
	);
}

function rolesOf(plan: Plan, last_at: Instant): readonly LearnedRole[] {
	const found = new Map<string, LearnedRole>();
	for (const step of stepsOf(plan)) {
		if (step.command !== undefined) continue;
		for (const entry of attemptsOf(plan, step, last_at)) {
			const before = found.get(roleKey(entry));
			found.set(roleKey(entry), {
				...entry,
				complete: entry.complete + (before?.complete ?? 0),
				failed: entry.failed + (before?.failed ?? 0),
				expired: entry.expired + (before?.expired ?? 0),
				retries: entry.retries + (before?.retries ?? 0),
			});
		}
	}
	return [...found.values()]
		.filter((entry) => bytesOf(roleKey(entry)) <= LEARNED_LIMITS.nameBytes)
		.slice(-LEARNED_LIMITS.roles);
}

/** A step's attempts one by one. Those from before its model was edited were under another, which is not known any more. */
function attemptsOf(
	plan: Plan,
	{ id, role, model, attempts }: Step,
	last_at: Instant,
): readonly LearnedRole[] {
	const editedAt = plan.amendments.findLast(({ changes }) =>
		changes.some((line) => isEditOf(line, "model", `step ${id}`)),
	)?.at;
	return attempts
		.filter(({ result }) => result !== "skipped")
		.map(({ result, ended_at }, index) => ({
			role,
			...(model === undefined ||
			(editedAt !== undefined && ended_at <= editedAt)
				? {}
				: { model }),
			runs: 1,
			complete: Number(result === "complete"),
			failed: Number(result === "failed"),
			expired: Number(result === "expired"),
			retries: Number(index > 0),
			last_at,
		}));
}
