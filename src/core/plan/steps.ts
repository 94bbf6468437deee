import type { BoardConfig } from "../config.ts";
import { durationMs } from "../duration.ts";
import { type Refusal, refuse } from "../errors.ts";
import { addMs, type Instant, later } from "../instant.ts";
import { hasEnded, isOverdue } from "../lease.ts";
import type { Lease } from "../task.ts";
import { isWornOut } from "./failure.ts";
import {
	expired,
	isStepHolder,
	leaseLengthMs,
	requireStepHolder,
	saidAt,
	stepLockedBy,
	withoutStepLease,
} from "./lease.ts";
import {
	type Act,
	type Changed,
	findStep,
	notItsTurn,
	notRunning,
	withStep,
} from "./lookup.ts";
import {
	isOverBudget,
	openDependencies,
	tokenCap,
	tokensUsed,
} from "./phase.ts";
import { PLAN_LIMITS, type Plan, type Step } from "./plan.ts";

/** A step taken under a lease. */
export interface Dispatched extends Changed {
	readonly step: Step;
	readonly lease: Lease;
}

/**
 * Hands a step to a worker: a lease with the next fence. Exactly one of several that ask gets it; the holder, asking again,
 * has it renewed and gets the same one. A lease that is over, its grace included, is ended on the way.
 */
export function dispatchStep(
	plan: Plan,
	wish: {
		readonly step: string;
		/** The role the worker was chosen for, if it was said; it has to be the step's. */
		readonly role?: string | undefined;
		/** How long the lease shall last, as a duration; else the step's timeout or the board's default. */
		readonly for?: string | undefined;
		readonly act: Act;
		readonly config: BoardConfig;
	},
): Dispatched | Refusal {
	const found = findStep(plan, wish.step);
	if (!found.ok) return found;
	const { phase, step } = found;
	const lengthMs = leaseLengthMs(step, wish.config, wish.for);
	if (typeof lengthMs !== "number") return lengthMs;
	const refusal =
		notRunning(plan) ?? wrongRole(step, wish.role) ?? taken(step, wish);
	if (refusal !== undefined) return refusal;
	const { lease } = step;
	if (
		lease !== undefined &&
		isStepHolder(lease, wish.act) &&
		!hasEnded(lease, wish.act.now)
	)
		return renewedBy(plan, step, { lease, act: wish.act, lengthMs });
	const barred = notItsTurn(plan, phase) ?? whyNotReady(plan, step);
	return barred ?? handedOut(plan, step, { act: wish.act, lengthMs });
}

/** The lease of a step, kept for as long again, counted from when that was said; unchanged with half of it left. */
export function renewStep(
	plan: Plan,
	wish: {
		readonly step: string;
		readonly fence?: number | undefined;
		readonly act: Act;
		readonly config: BoardConfig;
	},
): Dispatched | Refusal {
	const found = findStep(plan, wish.step);
	if (!found.ok) return found;
	const said = saidAt(wish.act);
	const held = requireStepHolder(found.step, { ...wish, when: said });
	if (!held.ok) return held;
	const lengthMs = durationMs(wish.config.lease.default);
	const isFresh = held.lease.expires_at >= addMs(said, lengthMs / 2);
	if (!isFresh)
		return renewedBy(plan, found.step, {
			lease: held.lease,
			act: wish.act,
			lengthMs,
		});
	const { step } = found;
	return { ok: true, changed: false, plan, step, lease: held.lease };
}

/**
 * Gives a step back unfinished: it is pending again, and no attempt is counted. `force` is for a maintainer; a lease that had
 * ended by then is kept as the attempt it was.
 */
export function releaseStep(
	plan: Plan,
	wish: {
		readonly step: string;
		readonly fence?: number | undefined;
		readonly force?: boolean;
		readonly act: Act;
	},
): Changed | Refusal {
	const found = findStep(plan, wish.step);
	if (!found.ok) return found;
	const { step } = found;
	if (wish.force !== true || step.lease === undefined) {
		const held = requireStepHolder(step, { ...wish, when: wish.act.now });
		if (!held.ok) return held;
	}
	const isOver = step.lease !== undefined && hasEnded(step.lease, wish.act.now);
	const free = isOver
		? expired(step)
		: { ...withoutStepLease(step), status: "pending" as const };
	return { ok: true, changed: true, plan: withStep(plan, free) };
}

/**
 * Ends a lease whose grace is over: the step is pending again with the attempt kept. Where leases of a step end again and
 * again, as often as config allows attempts, it fails, so that a person hears of it.
 */
export function expireStep(
	plan: Plan,
	wish: {
		readonly step: string;
		readonly config: BoardConfig;
		readonly now: Instant;
	},
): Changed | Refusal {
	const found = findStep(plan, wish.step);
	if (!found.ok) return found;
	const { step } = found;
	if (step.lease === undefined || !isOverdue(step.lease, wish.config, wish.now))
		return refuse(
			"INVALID_TRANSITION",
			`The lease on step ${step.id} is not overdue.`,
			"Nothing to do.",
			{ step: step.id },
		);
	const ended = expired(step);
	const expiries = ended.attempts.filter(
		({ result }) => result === "expired",
	).length;
	const isHopeless = expiries % wish.config.attempts.max === 0;
	return {
		ok: true,
		changed: true,
		plan: withStep(
			plan,
			isHopeless ? { ...ended, status: "failed" as const } : ended,
		),
	};
}

/** The refusal for a role that is not the step's, if one was said. */
export function wrongRole(
	step: Step,
	role: string | undefined,
): Refusal | undefined {
	if (role === undefined || role === step.role) return undefined;
	return refuse(
		"VALIDATION",
		`Step ${step.id} asks for the role ${step.role}, not ${role}.`,
		`Give ${step.role} as the agent of the step; who does the work is told apart from its role.`,
		{ field: "agent", step: step.id, role: step.role },
	);
}

/** The refusal for a step that is not to be had: done with, failed, or in the hands of another. */
function taken(
	step: Step,
	{ act, config }: { readonly act: Act; readonly config: BoardConfig },
): Refusal | undefined {
	if (step.status === "pending") return undefined;
	if (step.status !== "dispatched")
		return refuse(
			"INVALID_TRANSITION",
			`Step ${step.id} is ${step.status}.`,
			"Retry it first if it has to be done again.",
			{ step: step.id, status: step.status },
		);
	const { lease } = step;
	return lease === undefined ||
		isStepHolder(lease, act) ||
		isOverdue(lease, config, act.now)
		? undefined
		: stepLockedBy(step, lease);
}

function whyNotReady(plan: Plan, step: Step): Refusal | undefined {
	const waits = openDependencies(plan, step);
	if (waits.length > 0)
		return refuse(
			"INVALID_TRANSITION",
			`Step ${step.id} waits for ${waits.join(", ")}.`,
			`Finish ${waits.join(", ")} first.`,
			{ step: step.id, waits_for: waits },
		);
	if (isWornOut(step))
		return refuse(
			"QUOTA_EXCEEDED",
			`Step ${step.id} had ${step.attempts.length} attempts; more than ${PLAN_LIMITS.attemptsPerStep} are not kept.`,
			"Skip it with a reason, and amend the plan with another step.",
			{ step: step.id, limit: PLAN_LIMITS.attemptsPerStep },
		);
	if (isOverBudget(plan))
		return refuse(
			"QUOTA_EXCEEDED",
			`The run is paused: ${tokensUsed(plan)} of ${tokenCap(plan)} tokens of the budget '${plan.budget}' are used.`,
			"A person has to approve going on.",
			{ used: tokensUsed(plan), cap: tokenCap(plan) },
		);
	return undefined;
}

function handedOut(
	plan: Plan,
	step: Step,
	{ act, lengthMs }: { readonly act: Act; readonly lengthMs: number },
): Dispatched {
	const lease: Lease = {
		agent: act.agent,
		actor: act.actor,
		acquired_at: act.now,
		expires_at: addMs(act.now, lengthMs),
	};
	const free = expired(step);
	const next: Step = {
		...free,
		status: "dispatched",
		lease,
		fence: free.fence + 1,
	};
	return {
		ok: true,
		changed: true,
		plan: withStep(plan, next),
		step: next,
		lease,
	};
}

function renewedBy(
	plan: Plan,
	step: Step,
	wish: {
		readonly lease: Lease;
		readonly act: Act;
		readonly lengthMs: number;
	},
): Dispatched {
	const expires_at = later(
		wish.lease.expires_at,
		addMs(saidAt(wish.act), wish.lengthMs),
	);
	const lease = { ...wish.lease, expires_at };
	const next = { ...step, lease };
	const changed = expires_at !== wish.lease.expires_at;
	return {
		ok: true,
		changed,
		plan: changed ? withStep(plan, next) : plan,
		step: next,
		lease,
	};
}
