import type { BoardConfig } from "../config.ts";
import { durationMs, parseDuration } from "../duration.ts";
import { type Refusal, refuse } from "../errors.ts";
import { earlier, type Instant } from "../instant.ts";
import { hasEnded } from "../lease.ts";
import type { Lease } from "../task.ts";
import type { Act } from "./lookup.ts";
import type { Attempt, Step } from "./plan.ts";

/** The lease, when `act` comes from its holder and it has not ended at `when`; else the refusal. */
export function requireStepHolder(
	step: Step,
	wish: {
		readonly act: Act;
		readonly fence?: number | undefined;
		readonly when: Instant;
	},
): { readonly ok: true; readonly lease: Lease } | Refusal {
	const { lease } = step;
	if (wish.fence !== undefined && wish.fence !== step.fence)
		return endedRefusal(
			step,
			`its fence was ${wish.fence}, the step is at ${step.fence}`,
		);
	if (lease === undefined)
		return endedRefusal(step, "nobody holds it; it has to be dispatched first");
	if (!isStepHolder(lease, wish.act)) return stepLockedBy(step, lease);
	if (hasEnded(lease, wish.when))
		return endedRefusal(step, `it ended at ${lease.expires_at}`);
	return { ok: true, lease };
}

/** The refusal everyone but the holder gets while a step's lease, or its grace, lasts. */
export function stepLockedBy(step: Step, lease: Lease): Refusal {
	return refuse(
		"CONFLICT_LOCKED",
		`Step ${step.id} is held by ${lease.agent} (${lease.actor.login}) until ${lease.expires_at}.`,
		`Work on another step, or try again after that time; a maintainer can take it away with \`/force-release ${step.id}\` and a reason.`,
		{
			step: step.id,
			holder: lease.agent,
			actor: lease.actor.login,
			until: lease.expires_at,
			fence: step.fence,
		},
	);
}

/** The step without its lease; the fence stays, the next claim raises it. */
export function withoutStepLease(step: Step): Step {
	const { lease: _dropped, ...rest } = step;
	return rest;
}

/** The step after a lease that ended: pending, and the attempt with it. */
export function expired(step: Step): Step {
	const { lease } = step;
	if (lease === undefined) return { ...step, status: "pending" };
	const attempt: Attempt = {
		result: "expired",
		agent: lease.agent,
		actor: lease.actor,
		fence: step.fence,
		started_at: lease.acquired_at,
		ended_at: lease.expires_at,
		files: [],
		error: `the lease of ${lease.agent} ended`,
	};
	return {
		...withoutStepLease(step),
		status: "pending",
		attempts: [...step.attempts, attempt],
	};
}

/** When something was said: never later than now. */
export function saidAt({ at, now }: Pick<Act, "at" | "now">): Instant {
	return at === undefined ? now : earlier(at, now);
}

/** True when the lease is the speaker's: same account and same agent. */
export function isStepHolder(lease: Lease, act: Act): boolean {
	return lease.actor.id === act.actor.id && lease.agent === act.agent;
}

/** How long a lease on a step lasts in milliseconds, or the refusal of a wish out of bounds; a timeout is fitted into them. */
export function leaseLengthMs(
	step: Step,
	{ lease }: BoardConfig,
	wanted: string | undefined,
): number | Refusal {
	const [minMs, maxMs] = [durationMs(lease.min), durationMs(lease.max)];
	if (wanted === undefined) {
		const ownMs = parseDuration(step.timeout ?? lease.default);
		const lengthMs = ownMs ?? durationMs(lease.default);
		return Math.min(maxMs, Math.max(minMs, lengthMs));
	}
	const lengthMs = parseDuration(wanted);
	if (lengthMs !== undefined && lengthMs >= minMs && lengthMs <= maxMs)
		return lengthMs;
	return refuse(
		"VALIDATION",
		`A lease lasts from ${lease.min} to ${lease.max}.`,
		"Choose `for=` within these bounds.",
		{ field: "for" },
	);
}

function endedRefusal(step: Step, why: string): Refusal {
	return refuse(
		"LEASE_EXPIRED",
		`The lease on step ${step.id} is not valid: ${why}.`,
		step.lease === undefined
			? "Dispatch the step first."
			: "Dispatch the step again before writing to it.",
		{
			step: step.id,
			fence: step.fence,
			...(step.lease === undefined ? {} : { until: step.lease.expires_at }),
		},
	);
}
