import { countFor } from "./agent-stats.ts";
import type { BoardConfig } from "./config.ts";
import type { Draft } from "./draft.ts";
import { durationMs } from "./duration.ts";
import { restingStatus, withoutLease } from "./ending.ts";
import { addMs, type Instant } from "./instant.ts";
import { hasEnded } from "./lease.ts";
import type { Lease, Task } from "./task.ts";

/** How long to wait after the n-th failed attempt (n ≥ 1), in milliseconds: the backoff doubled each time, up to its maximum. */
export function backoffMs(config: BoardConfig, attempts: number): number {
	const max = durationMs(config.attempts.backoff_max);
	return Math.min(
		max,
		durationMs(config.attempts.backoff) * 2 ** Math.min(attempts - 1, 30),
	);
}

/**
 * The task after an attempt that failed at `at`: lease gone, one more attempt, waiting out the backoff; in `dead_letter`
 * when the attempts are used up or the failure is `final`.
 */
export function failedAttempt(
	draft: Draft,
	task: Task,
	failure: {
		at: Instant;
		reason: string;
		config: BoardConfig;
		final?: boolean;
	},
): Task {
	const { max } = failure.config.attempts;
	// What nobody can do has no attempts left: otherwise cancelling and reopening would be a way around `requeue`.
	const attempts =
		failure.final === true
			? Math.max(task.attempts + 1, max)
			: task.attempts + 1;
	const freed = { ...withoutLease(task), attempts, reason: failure.reason };
	if (attempts >= max) return { ...freed, status: "dead_letter" };
	const not_before = addMs(failure.at, backoffMs(failure.config, attempts));
	return { ...freed, status: restingStatus(draft, task), not_before };
}

/** The task after its lease ended by itself: a failed attempt since then. The caller writes it, and counts the loss. */
export function afterLease(
	draft: Draft,
	task: Task,
	{ lease, config }: { lease: Lease; config: BoardConfig },
): Task {
	return failedAttempt(draft, task, {
		at: lease.expires_at,
		reason: `the lease of ${lease.agent} ended`,
		config,
	});
}

/** The task without its lease, taken away by somebody: one that had ended by then counts as the failed attempt it was. */
export function leaseDropped(
	draft: Draft,
	task: Task,
	{ now, config }: { now: Instant; config: BoardConfig },
): Task {
	const { lease } = task;
	if (lease === undefined || !hasEnded(lease, now)) return withoutLease(task);
	countLoss(draft, lease);
	return afterLease(draft, task, { lease, config });
}

/** Counts a lease that ended before its work did. */
export function countLoss(draft: Draft, { agent }: Pick<Lease, "agent">): void {
	countFor(draft, agent, { lease_losses: 1 });
}
