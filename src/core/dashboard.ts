import { type AgentFigures, agentFigures } from "./dashboard-agents.ts";
import { type GateFigures, gateFigures } from "./dashboard-gates.ts";
import { addMs, type Instant } from "./instant.ts";
import { percentileOf } from "./percentile.ts";
import { currentPhase, tokensUsed } from "./plan/phase.ts";
import {
	type Plan,
	RUN_STATUSES,
	type RunStatus,
	stepsOf,
	type TaskType,
} from "./plan/plan.ts";
import { elapsedMs, progressOf, retriesOf } from "./plan/progress.ts";
import type { Task, Tokens } from "./task.ts";
import { addTokens } from "./tokens.ts";

/** A planned task as the dashboard looks at it. */
export interface BoardRun {
	readonly key: string;
	readonly task: Pick<Task, "title" | "tokens">;
	readonly plan: Plan;
}

/** A run under way. `phase` is absent once all phases are behind it. */
export interface RunningRun {
	readonly task: string;
	readonly summary: string;
	readonly phase?: string;
	readonly steps_done: number;
	readonly steps_total: number;
	readonly gates_passed: number;
	readonly gates_total: number;
	/** Steps that are out, and with whom. */
	readonly out: readonly { readonly step: string; readonly agent: string }[];
	readonly elapsed_ms: number;
}

/** What runs of a type used; the cost is absent where nobody told one. */
export interface TypeFigures {
	readonly type: TaskType;
	readonly runs: number;
	readonly tokens: number;
	readonly cost_usd?: number;
}

/** What the runs of a board come to. Nothing in it is an estimate: what was not measured is 0, null or absent. */
export interface Dashboard {
	readonly at: Instant;
	readonly runs: Readonly<Record<RunStatus, number>> & {
		readonly total: number;
	};
	/** The last 14 days in UTC, oldest first: runs completed, and steps whose complete result stands. */
	readonly throughput: readonly {
		readonly day: string;
		readonly runs: number;
		readonly steps: number;
	}[];
	/** From the start of a run to its end, of completed runs. */
	readonly cycle_time_ms: {
		readonly count: number;
		readonly median: number | null;
		readonly p90: number | null;
	};
	readonly gates: GateFigures;
	/** Steps that were tried, those tried more than once, and attempts beyond the first. */
	readonly retries: {
		readonly steps: number;
		readonly retried: number;
		readonly retries: number;
	};
	readonly agents: readonly AgentFigures[];
	/** The dearest type first; types without a started run are left out. */
	readonly types: readonly TypeFigures[];
	/** The longest first. */
	readonly running: readonly RunningRun[];
}

const DAYS = 14;
const DAY_MS = 86_400_000;

/** The dashboard of a board's runs at a moment. With no runs every list of it but the days is empty, and no rate is made up. */
export function dashboardOf(
	runs: readonly BoardRun[],
	now: Instant,
): Dashboard {
	const plans = runs.map(({ plan }) => plan);
	const count = (status: RunStatus) =>
		plans.filter(({ execution }) => execution.status === status).length;
	const statuses = Object.fromEntries(
		RUN_STATUSES.map((status) => [status, count(status)]),
	) as Record<RunStatus, number>;
	return {
		at: now,
		runs: { total: runs.length, ...statuses },
		throughput: throughputOf(plans, now),
		cycle_time_ms: cycleOf(plans, now),
		gates: gateFigures(runs),
		retries: retryFigures(plans),
		agents: agentFigures(plans, now),
		types: typeFigures(runs),
		running: runningOf(runs, now),
	};
}

/**
 * What is known to have been used for a task: what its steps told, or what was told of the task as a whole where that is more.
 * The two are never added, since they may be about the same work.
 */
export function tokensKnown({ task, plan }: BoardRun): number {
	const { input, output } = task.tokens ?? { input: 0, output: 0 };
	return Math.max(tokensUsed(plan), input + output);
}

function throughputOf(
	plans: readonly Plan[],
	now: Instant,
): Dashboard["throughput"] {
	const days = new Map(
		Array.from({ length: DAYS }, (_, index) => [
			dayOf(addMs(now, (index - DAYS + 1) * DAY_MS)),
			{ runs: 0, steps: 0 },
		]),
	);
	for (const { phases, execution } of plans) {
		const ended =
			execution.status === "completed" ? execution.ended_at : undefined;
		const run = ended === undefined ? undefined : days.get(dayOf(ended));
		if (run !== undefined) run.runs += 1;
		for (const { status, attempts } of phases.flatMap(({ steps }) => steps)) {
			const done = attempts.findLast(({ result }) => result === "complete");
			if (status !== "complete" || done === undefined) continue;
			const day = days.get(dayOf(done.ended_at));
			if (day !== undefined) day.steps += 1;
		}
	}
	return [...days].map(([day, done]) => ({ day, ...done }));
}

function dayOf(instant: Instant): string {
	return instant.slice(0, 10);
}

function cycleOf(
	plans: readonly Plan[],
	now: Instant,
): Dashboard["cycle_time_ms"] {
	const times = plans
		.filter(({ execution }) => execution.status === "completed")
		.map((plan) => elapsedMs(plan, now));
	return {
		count: times.length,
		median: percentileOf(times, 0.5) ?? null,
		p90: percentileOf(times, 0.9) ?? null,
	};
}

function retryFigures(plans: readonly Plan[]): Dashboard["retries"] {
	const steps = plans
		.flatMap(stepsOf)
		.filter(({ attempts }) =>
			attempts.some(({ result }) => result !== "skipped"),
		);
	const retries = steps.map(retriesOf);
	return {
		steps: steps.length,
		retried: retries.filter((count) => count > 0).length,
		retries: retries.reduce((sum, count) => sum + count, 0),
	};
}

function typeFigures(runs: readonly BoardRun[]): readonly TypeFigures[] {
	const types = new Map<
		TaskType,
		{ runs: number; tokens: number; spent: Tokens }
	>();
	for (const run of runs) {
		if (run.plan.execution.started_at === undefined) continue;
		const { type } = run.plan;
		const before = types.get(type);
		const { cost_usd } = run.task.tokens ?? {};
		types.set(type, {
			runs: (before?.runs ?? 0) + 1,
			tokens: (before?.tokens ?? 0) + tokensKnown(run),
			spent: addTokens(before?.spent, {
				...{ input: 0, output: 0 },
				...(cost_usd === undefined ? {} : { cost_usd }),
			}),
		});
	}
	return [...types]
		.map(
			([
				type,
				{
					runs: count,
					tokens,
					spent: { cost_usd },
				},
			]) => ({
				...{ type, runs: count, tokens },
				...(cost_usd === undefined ? {} : { cost_usd }),
			}),
		)
		.sort((a, b) => b.tokens - a.tokens || (a.type < b.type ? -1 : 1));
}

function runningOf(
	runs: readonly BoardRun[],
	now: Instant,
): readonly RunningRun[] {
	return runs
		.filter(({ plan }) => plan.execution.status === "running")
		.map(({ key, plan }): RunningRun => {
			const { steps, gates, elapsedMs: elapsed } = progressOf(plan, now);
			const phase = currentPhase(plan);
			return {
				task: key,
				summary: plan.task_summary,
				...(phase === undefined ? {} : { phase: phase.name }),
				steps_done: steps.done,
				steps_total: steps.total,
				gates_passed: gates.passed,
				gates_total: gates.total,
				out: stepsOf(plan).flatMap(({ id, lease }) =>
					lease === undefined ? [] : [{ step: id, agent: lease.agent }],
				),
				elapsed_ms: elapsed,
			};
		})
		.sort((a, b) => b.elapsed_ms - a.elapsed_ms || (a.task < b.task ? -1 : 1));
}
