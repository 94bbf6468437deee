import type { Instant } from "../instant.ts";
import { causeOf } from "./failure.ts";
import { type Plan, type Step, stepsOf } from "./plan.ts";
import {
	type Progress,
	progressLine,
	progressOf,
	retriesOf,
	workedMs,
} from "./progress.ts";
import { oneLine } from "./trace.ts";

/** What a run shows when it is looked back at: nothing in it is a guess. */
export interface Retrospective {
	readonly task: string;
	readonly summary: string;
	readonly type: Plan["type"];
	readonly risk: Plan["risk"];
	readonly status: Plan["execution"]["status"];
	readonly progress: Progress;
	/** Steps that were tried more than once, with why each earlier attempt did not do. */
	readonly retried: readonly {
		readonly step: string;
		readonly role: string;
		readonly retries: number;
		readonly causes: readonly string[];
	}[];
	readonly skipped: readonly { readonly step: string; readonly why: string }[];
	readonly failedGates: readonly {
		readonly phase: number;
		readonly gate: string;
		readonly at: Instant;
		readonly cause: string;
	}[];
	/** Verdicts that were said or overridden rather than proven. */
	readonly unproven: readonly {
		readonly phase: number;
		readonly gate: string;
		readonly result: string;
	}[];
	readonly amendments: readonly string[];
	readonly feedback: readonly string[];
	/** Decisions of the hand-off document, oldest first. */
	readonly decisions: readonly string[];
	/** By role: what was tried, what came of it, the time and the tokens. */
	readonly roles: readonly {
		readonly role: string;
		readonly steps: number;
		readonly attempts: number;
		readonly failures: number;
		readonly workedMs: number;
		readonly tokens: number;
	}[];
	/** Remarks on results that did not fit what was said or allowed. */
	readonly warnings: readonly string[];
}

/** Looks back at a run. `decisions` is the decision log of the task's baton. */
export function retrospectiveOf(
	plan: Plan,
	wish: {
		readonly task: string;
		readonly decisions: readonly string[];
		readonly now: Instant;
	},
): Retrospective {
	const steps = stepsOf(plan);
	const { gates, approvals } = plan.execution;
	return {
		task: wish.task,
		summary: plan.task_summary,
		type: plan.type,
		risk: plan.risk,
		status: plan.execution.status,
		progress: progressOf(plan, wish.now),
		retried: steps.filter((step) => retriesOf(step) > 0).map(retried),
		skipped: steps
			.filter(({ status }) => status === "skipped")
			.map(({ id, attempts }) => ({
				step: id,
				why: attempts.at(-1)?.error ?? "",
			})),
		failedGates: gates
			.filter(({ result }) => result === "fail")
			.map((verdict) => ({
				phase: verdict.phase,
				gate: verdict.gate,
				at: verdict.at,
				cause: causeOf(verdict),
			})),
		unproven: gates
			.filter(({ result, proven }) => !proven && result !== "fail")
			.map(({ phase, gate, result }) => ({ phase, gate, result })),
		amendments: plan.amendments.map(({ description }) => description),
		feedback: approvals.flatMap(({ feedback }) =>
			feedback === undefined ? [] : [feedback],
		),
		decisions: wish.decisions,
		roles: rolesOf(steps, wish.now),
		warnings: steps.flatMap(({ id, attempts }) =>
			attempts.flatMap(({ evidence }) =>
				(evidence?.warnings ?? []).map((warning) => `step ${id}: ${warning}`),
			),
		),
	};
}

/** The retrospective as markdown, empty sections left out. `inert` makes text of workers safe for where it is shown. */
export function renderRetrospective(
	retro: Retrospective,
	inert: (text: string) => string = (text) => text,
): string {
	const said = (text: string) => oneLine(inert(text));
	const { progress } = retro;
	const parts = [
		`# Retrospective: ${said(retro.task)}`,
		said(retro.summary),
		`${progressLine(progress)}\nRetries: ${progress.retries} | Tokens: ${progress.tokens.used} | Gates at the first try: ${progress.gates.firstTry}/${progress.gates.total} | Status: ${retro.status}`,
		section(
			"What took longest",
			progress.slowest.map(
				({ step, role, workedMs: ms }) => `${step} ${role}: ${seconds(ms)}`,
			),
		),
		section(
			"Retries",
			retro.retried.map(
				({ step, role, retries, causes }) =>
					`${step} ${role}: ${retries}${causes.length === 0 ? "" : ` (${causes.map(said).join("; ")})`}`,
			),
		),
		section(
			"Failed gates",
			retro.failedGates.map(
				({ phase, gate, cause }) =>
					`phase ${phase}, ${said(gate)}: ${said(cause)}`,
			),
		),
		section(
			"Passed without proof",
			retro.unproven.map(
				({ phase, gate, result }) => `phase ${phase}, ${said(gate)}: ${result}`,
			),
		),
		section(
			"Skipped",
			retro.skipped.map(({ step, why }) => `${step}: ${said(why)}`),
		),
		section("Amendments", retro.amendments.map(said)),
		section("Feedback", retro.feedback.map(said)),
		section("Decisions", retro.decisions.map(said)),
		section("Roles", retro.roles.map(roleLine)),
		section("Warnings", retro.warnings.map(said)),
	];
	return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function retried(step: Step): Retrospective["retried"][number] {
	const causes = step.attempts.flatMap(({ result, error, outcome }) => {
		const cause = error ?? outcome;
		const isTry = result === "failed" || result === "expired";
		return isTry ? [cause ?? result] : [];
	});
	return { step: step.id, role: step.role, retries: retriesOf(step), causes };
}

function rolesOf(steps: readonly Step[], now: Instant): Retrospective["roles"] {
	const roles = [...new Set(steps.map(({ role }) => role))];
	return roles.map((role) => {
		const own = steps.filter((step) => step.role === role);
		const attempts = own
			.flatMap((step) => step.attempts)
			.filter(({ result }) => result !== "skipped");
		return {
			role,
			steps: own.length,
			attempts: attempts.length,
			failures: attempts.filter(({ result }) => result !== "complete").length,
			workedMs: own.reduce((sum, step) => sum + workedMs(step, now), 0),
			tokens: attempts.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0),
		};
	});
}

function roleLine(role: Retrospective["roles"][number]): string {
	return [
		`${role.role}: ${counted(role.steps, "step")}`,
		counted(role.attempts, "attempt"),
		counted(role.failures, "failure"),
		seconds(role.workedMs),
		counted(role.tokens, "token"),
	].join(", ");
}

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function section(heading: string, lines: readonly string[]): string {
	return lines.length === 0
		? ""
		: [`## ${heading}`, "", ...lines.map((line) => `- ${line}`)].join("\n");
}

function seconds(ms: number): string {
	return `${Math.round(ms / 1_000)}s`;
}
