import { type Instant, later, toMs } from "./instant.ts";
import { type Plan, stepsOf } from "./plan/plan.ts";

/** How the steps of one role did in all runs. */
export interface RoleFigures {
	readonly role: string;
	/** Steps whose complete result stands. */
	readonly steps: number;
	/** Goes at steps, whatever came of them; skipping is none. */
	readonly attempts: number;
	/** Of `steps`, those that took one attempt. */
	readonly first_pass: number;
	readonly failed: number;
	/** Leases that ran out. */
	readonly expired: number;
	/** From claim to result, and up to now for what is out. */
	readonly worked_ms: number;
	/** As the results told. */
	readonly tokens: number;
}

type Sums = { -readonly [Name in keyof RoleFigures]: RoleFigures[Name] };

/** By the role of plan steps what was done, the one with the most steps first; roles that nobody has worked in are left out. */
export function roleFigures(
	plans: readonly Plan[],
	now: Instant,
): readonly RoleFigures[] {
	const found = new Map<string, Sums>();
	for (const { role, status, attempts, lease } of plans.flatMap(stepsOf)) {
		const tries = attempts.filter(({ result }) => result !== "skipped");
		if (tries.length === 0 && lease === undefined) continue;
		const sums = found.get(role) ?? nothing(role);
		found.set(role, sums);
		if (status === "complete" && tries.at(-1)?.result === "complete") {
			sums.steps += 1;
			sums.first_pass += Number(tries.length === 1);
		}
		for (const { result, started_at, ended_at, tokens } of tries) {
			sums.attempts += 1;
			sums.failed += Number(result === "failed");
			sums.expired += Number(result === "expired");
			sums.worked_ms += between(started_at, ended_at);
			sums.tokens += tokens ?? 0;
		}
		if (lease !== undefined) sums.worked_ms += between(lease.acquired_at, now);
	}
	return [...found.values()].sort(
		(a, b) => b.steps - a.steps || (a.role < b.role ? -1 : 1),
	);
}

function nothing(role: string): Sums {
	return {
		role,
		steps: 0,
		attempts: 0,
		first_pass: 0,
		failed: 0,
		expired: 0,
		worked_ms: 0,
		tokens: 0,
	};
}

function between(from: Instant, to: Instant): number {
	return toMs(later(from, to)) - toMs(from);
}
