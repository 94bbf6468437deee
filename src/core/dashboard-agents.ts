import { type Instant, later, toMs } from "./instant.ts";
import { type Plan, type Step, stepsOf } from "./plan/plan.ts";

/** What an agent did in all runs. */
export interface AgentFigures {
	readonly agent: string;
	/** Steps whose complete result is this agent's. */
	readonly steps: number;
	/** Of those, steps that took one attempt in all. */
	readonly first_pass: number;
	readonly failed: number;
	/** Leases that ran out. */
	readonly expired: number;
	/** Steps that it holds now. */
	readonly holds: number;
	/** From claim to result, and up to now for what it holds. */
	readonly worked_ms: number;
	/** As its results told. */
	readonly tokens: number;
}

const NOTHING = {
	steps: 0,
	first_pass: 0,
	failed: 0,
	expired: 0,
	holds: 0,
	worked_ms: 0,
	tokens: 0,
} as const;

/** By agent what was done, the one with the most steps first. Skipping a step is no work. */
export function agentFigures(
	plans: readonly Plan[],
	now: Instant,
): readonly AgentFigures[] {
	const found = new Map<string, AgentFigures>();
	for (const gain of plans
		.flatMap(stepsOf)
		.flatMap((step) => gainsOf(step, now))) {
		const before = found.get(gain.agent) ?? { ...NOTHING, agent: gain.agent };
		found.set(gain.agent, {
			agent: gain.agent,
			steps: before.steps + gain.steps,
			first_pass: before.first_pass + gain.first_pass,
			failed: before.failed + gain.failed,
			expired: before.expired + gain.expired,
			holds: before.holds + gain.holds,
			worked_ms: before.worked_ms + gain.worked_ms,
			tokens: before.tokens + gain.tokens,
		});
	}
	return [...found.values()].sort(
		(a, b) => b.steps - a.steps || (a.agent < b.agent ? -1 : 1),
	);
}

function gainsOf(step: Step, now: Instant): readonly AgentFigures[] {
	const tries = step.attempts.filter(({ result }) => result !== "skipped");
	const last = tries.length - 1;
	const past = tries.map((attempt, index): AgentFigures => {
		const isStanding =
			step.status === "complete" &&
			index === last &&
			attempt.result === "complete";
		return {
			...NOTHING,
			agent: attempt.agent,
			steps: Number(isStanding),
			first_pass: Number(isStanding && last === 0),
			failed: Number(attempt.result === "failed"),
			expired: Number(attempt.result === "expired"),
			worked_ms: between(attempt.started_at, attempt.ended_at),
			tokens: attempt.tokens ?? 0,
		};
	});
	const { lease } = step;
	if (lease === undefined) return past;
	const { agent, acquired_at } = lease;
	return [
		...past,
		{ ...NOTHING, agent, holds: 1, worked_ms: between(acquired_at, now) },
	];
}

function between(from: Instant, to: Instant): number {
	return toMs(later(from, to)) - toMs(from);
}
