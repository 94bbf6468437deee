import type { BoardConfig } from "../config.ts";
import { type Refusal, refuse } from "../errors.ts";
import { isOverdue } from "../lease.ts";
import type { CommitFact, RunFact, StepReport } from "./evidence.ts";
import { attemptOf, checkReport, isSameResult } from "./evidence.ts";
import {
	expired,
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
	textRefusal,
	withStep,
} from "./lookup.ts";
import { hasBegun, standingOf, wentOnFrom } from "./phase.ts";
import {
	type Attempt,
	isFinished,
	type Phase,
	PLAN_LIMITS,
	type Plan,
	type Step,
} from "./plan.ts";
import { wrongRole } from "./steps.ts";

/** A result that is on record, with what is to be warned about. */
export interface Recorded extends Changed {
	readonly step: Step;
	readonly attempt: Attempt;
}

/**
 * Takes the result of a step from the holder of its lease. Said twice it is one result; another one needs `retryStep` first.
 * A commit that is unknown is refused; files that do not fit are kept and warned about.
 */
export function recordStep(
	plan: Plan,
	wish: {
		readonly report: StepReport;
		readonly fence?: number | undefined;
		/** What was found out about the commit; absent where nobody looked. */
		readonly commit?: CommitFact | undefined;
		/** What came of the step's own command, if a door ran it. */
		readonly run?: RunFact | undefined;
		readonly act: Act;
	},
): Recorded | Refusal {
	const { report, act } = wish;
	const found = findStep(plan, report.step);
	if (!found.ok) return found;
	const { step } = found;
	const wrong = checkReport(report) ?? wrongRole(step, report.role);
	if (wrong !== undefined) return wrong;
	const last = step.attempts.at(-1);
	if (last !== undefined && isSameResult(step, last, wish))
		return { ok: true, changed: false, plan, step, attempt: last };
	const barred = notRunning(plan) ?? alreadySettled(step);
	if (barred !== undefined) return barred;
	const held = requireStepHolder(step, { ...wish, when: act.now });
	if (!held.ok) return held;
	if (wish.commit?.known === false) return unknownCommit(report);
	if (report.status === "complete" && (wish.run?.exit_code ?? 0) !== 0)
		return commandFailed(step, wish.run?.exit_code);
	const attempt = attemptOf(step, { ...wish, lease: held.lease });
	const next: Step = {
		...withoutStepLease(step),
		status: attempt.result === "complete" ? "complete" : "failed",
		attempts: [...step.attempts, attempt],
	};
	return {
		ok: true,
		changed: true,
		plan: withStep(plan, next),
		step: next,
		attempt,
	};
}

/**
 * Makes a step pending again, its attempts kept: one of the current phase, or of the one before while nothing of what comes
 * next has begun. A finished one only while nothing that waited for it was started since; a gate that had passed has to be
 * proven anew. A lease that is over is ended on the way.
 */
export function retryStep(
	plan: Plan,
	wish: {
		readonly step: string;
		readonly act: Act;
		readonly config: BoardConfig;
	},
): Changed | Refusal {
	const found = findStep(plan, wish.step);
	if (!found.ok) return found;
	const { phase, step } = found;
	const barred =
		notRunning(plan) ??
		leftBehind(plan, phase) ??
		inOtherHands(step, wish) ??
		startedSince(plan, step);
	if (barred !== undefined) return barred;
	if (step.status === "pending") return { ok: true, changed: false, plan };
	const next =
		step.status === "dispatched"
			? expired(step)
			: { ...step, status: "pending" as const };
	return { ok: true, changed: true, plan: withStep(plan, next) };
}

/** Leaves a step of the current phase out, for a reason that is kept. What waits for it goes on. */
export function skipStep(
	plan: Plan,
	wish: {
		readonly step: string;
		readonly reason: string;
		readonly act: Act;
		readonly config: BoardConfig;
	},
): Changed | Refusal {
	const found = findStep(plan, wish.step);
	if (!found.ok) return found;
	const { phase, step } = found;
	const { act } = wish;
	const barred =
		textRefusal("reason", wish.reason, PLAN_LIMITS.textBytes) ??
		notRunning(plan) ??
		notItsTurn(plan, phase) ??
		inOtherHands(step, wish);
	if (barred !== undefined) return barred;
	if (step.status === "complete") return settled(step);
	if (step.status === "skipped") return { ok: true, changed: false, plan };
	const free = step.lease === undefined ? step : expired(step);
	const attempt: Attempt = {
		result: "skipped",
		agent: act.agent,
		actor: act.actor,
		fence: step.fence,
		started_at: saidAt(act),
		ended_at: saidAt(act),
		files: [],
		error: wish.reason,
	};
	const next: Step = {
		...free,
		status: "skipped",
		attempts: [...free.attempts, attempt],
	};
	return { ok: true, changed: true, plan: withStep(plan, next) };
}

function alreadySettled(step: Step): Refusal | undefined {
	return step.status === "pending" || step.status === "dispatched"
		? undefined
		: settled(step);
}

function settled(step: Step): Refusal {
	return refuse(
		"INVALID_TRANSITION",
		`Step ${step.id} is ${step.status} already.`,
		"Another result needs a retry of the step first; the one on record stays with it.",
		{ step: step.id, status: step.status },
	);
}

/** The refusal for a step that somebody is at, if so. */
function inOtherHands(
	step: Step,
	{ act, config }: { readonly act: Act; readonly config: BoardConfig },
): Refusal | undefined {
	const { lease } = step;
	return lease === undefined || isOverdue(lease, config, act.now)
		? undefined
		: stepLockedBy(step, lease);
}

function leftBehind(plan: Plan, phase: Phase): Refusal | undefined {
	const later = plan.phases.slice(plan.phases.indexOf(phase) + 1);
	const isLast =
		standingOf(plan, phase) === "passed" &&
		!later.some((one) => hasBegun(plan, one));
	return isLast ? undefined : notItsTurn(plan, phase);
}

function startedSince(plan: Plan, step: Step): Refusal | undefined {
	if (!isFinished(step)) return undefined;
	const ids = wentOnFrom(plan, step);
	return ids.length === 0
		? undefined
		: refuse(
				"INVALID_TRANSITION",
				`Step ${step.id} is ${step.status}, and ${ids.join(", ")} went on from it.`,
				`Retry ${ids.join(", ")} first, once nobody is at it.`,
				{ step: step.id, started: ids },
			);
}

function unknownCommit(report: StepReport): Refusal {
	return refuse(
		"VALIDATION",
		`There is no commit ${report.commit} in this repository.`,
		"Commit the work and give the name that git shows for it.",
		{ field: "commit", commit: report.commit },
	);
}

function commandFailed(step: Step, exitCode: number | undefined): Refusal {
	return refuse(
		"VALIDATION",
		`The command of step ${step.id} ended with ${exitCode}; that is no complete step.`,
		"Record it as failed, or run it again once the cause is mended.",
		{ field: "status", exit_code: exitCode },
	);
}
