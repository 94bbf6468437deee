import { type Instant, later, toMs } from "../instant.ts";
import {
	currentPhase,
	gateVerdict,
	standingOf,
	tokenCap,
	tokensUsed,
} from "./phase.ts";
import {
	isFinished,
	type Phase,
	type Plan,
	type Step,
	stepsOf,
} from "./plan.ts";

/** How one phase stands; `state` is `waiting` for those whose turn has not come. */
export interface PhaseProgress {
	readonly id: number;
	readonly name: string;
	readonly state: "waiting" | "open" | "gate" | "approval" | "passed";
	readonly stepsDone: number;
	readonly stepsTotal: number;
	/** `none` where there is no gate; `pending` while no verdict on the present work counts. */
	readonly gate: "none" | "pending" | "pass" | "fail" | "override";
	/** Time that workers spent on its steps, summed up. */
	readonly workedMs: number;
}

/** How a run stands, in figures. */
export interface Progress {
	/** `done` are those complete or skipped. */
	readonly steps: {
		readonly total: number;
		readonly done: number;
		readonly complete: number;
		readonly skipped: number;
		readonly failed: number;
		readonly dispatched: number;
		readonly pending: number;
	};
	/** `failures` are all red verdicts ever; `firstTry` are gates that passed without one. */
	readonly gates: {
		readonly total: number;
		readonly passed: number;
		readonly failures: number;
		readonly firstTry: number;
	};
	/** From the start to the end, or to now; 0 before the start. */
	readonly elapsedMs: number;
	readonly phases: readonly PhaseProgress[];
	/** Steps by the time spent on them, longest first, at most five; those without any are left out. */
	readonly slowest: readonly {
		readonly step: string;
		readonly role: string;
		readonly workedMs: number;
	}[];
	/** Attempts beyond the first of each step; a skip is none. */
	readonly retries: number;
	readonly tokens: { readonly used: number; readonly cap: number };
}

/** The figures of a run at a moment. */
export function progressOf(plan: Plan, now: Instant): Progress {
	const steps = stepsOf(plan);
	const count = (status: Step["status"]) =>
		steps.filter((step) => step.status === status).length;
	return {
		steps: {
			total: steps.length,
			done: steps.filter(isFinished).length,
			complete: count("complete"),
			skipped: count("skipped"),
			failed: count("failed"),
			dispatched: count("dispatched"),
			pending: count("pending"),
		},
		gates: gateFigures(plan),
		elapsedMs: elapsedMs(plan, now),
		phases: phaseProgress(plan, now),
		slowest: slowest(steps, now),
		retries: steps.reduce((sum, step) => sum + retriesOf(step), 0),
		tokens: { used: tokensUsed(plan), cap: tokenCap(plan) },
	};
}

/** `Steps: 2/2 | Gates passed: 1 | Elapsed: 287s`. */
export function progressLine({ steps, gates, elapsedMs }: Progress): string {
	const seconds = Math.floor(elapsedMs / 1_000);
	return `Steps: ${steps.done}/${steps.total} | Gates passed: ${gates.passed} | Elapsed: ${seconds}s`;
}

/** How often a step was tried again. */
export function retriesOf({ attempts }: Step): number {
	const tries = attempts.filter(({ result }) => result !== "skipped").length;
	return Math.max(0, tries - 1);
}

/** Time that workers spent on a step: all attempts, and the present one up to now. */
export function workedMs(step: Step, now: Instant): number {
	const { attempts, lease } = step;
	const past = attempts.reduce(
		(sum, { started_at, ended_at }) => sum + between(started_at, ended_at),
		0,
	);
	return past + (lease === undefined ? 0 : between(lease.acquired_at, now));
}

/** How long the run took up to its end, or up to now. The time between an end and a reopening counts. */
export function elapsedMs({ execution }: Plan, now: Instant): number {
	const { started_at, ended_at } = execution;
	return started_at === undefined ? 0 : between(started_at, ended_at ?? now);
}

function between(from: Instant, to: Instant): number {
	return toMs(later(from, to)) - toMs(from);
}

function gateFigures(plan: Plan): Progress["gates"] {
	const gated = plan.phases.filter(({ gate }) => gate !== undefined);
	const passed = gated.filter((phase) => isPassed(plan, phase));
	const failed = new Set(
		plan.execution.gates
			.filter(({ result }) => result === "fail")
			.map(({ phase }) => phase),
	);
	return {
		total: gated.length,
		passed: passed.length,
		failures: plan.execution.gates.filter(({ result }) => result === "fail")
			.length,
		firstTry: passed.filter(
			(phase) =>
				!failed.has(phase.id) && gateVerdict(plan, phase)?.result === "pass",
		).length,
	};
}

function isPassed(plan: Plan, phase: Phase): boolean {
	const verdict = gateVerdict(plan, phase);
	return (
		phase.steps.every(isFinished) &&
		verdict !== undefined &&
		verdict.result !== "fail"
	);
}

function phaseProgress(plan: Plan, now: Instant): readonly PhaseProgress[] {
	const current = currentPhase(plan);
	return plan.phases.map((phase) => {
		const standing = standingOf(plan, phase);
		const isWaiting = standing !== "passed" && phase.id !== current?.id;
		return {
			id: phase.id,
			name: phase.name,
			state: isWaiting ? "waiting" : standing,
			stepsDone: phase.steps.filter(isFinished).length,
			stepsTotal: phase.steps.length,
			gate:
				phase.gate === undefined
					? "none"
					: (gateVerdict(plan, phase)?.result ?? "pending"),
			workedMs: phase.steps.reduce((sum, step) => sum + workedMs(step, now), 0),
		};
	});
}

function slowest(steps: readonly Step[], now: Instant): Progress["slowest"] {
	return steps
		.map((step) => ({
			step: step.id,
			role: step.role,
			workedMs: workedMs(step, now),
		}))
		.filter((one) => one.workedMs > 0)
		.sort((a, b) => b.workedMs - a.workedMs)
		.slice(0, 5);
}
