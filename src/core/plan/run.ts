import { type Refusal, refuse } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { actionOf } from "./action.ts";
import { withoutStepLease } from "./lease.ts";
import { type Changed, notRunning, textRefusal } from "./lookup.ts";
import { currentPhase, standingOf } from "./phase.ts";
import type { Execution, Plan } from "./plan.ts";

/** Starts a plan. One that is under way goes on as it is: nothing that was done is lost by starting again. */
export function startPlan(plan: Plan, now: Instant): Changed | Refusal {
	const { status } = plan.execution;
	if (status === "running") return { ok: true, changed: false, plan };
	if (status !== "planned") return notRunning(plan) ?? unchanged(plan);
	return became(plan, {
		...plan.execution,
		status: "running",
		started_at: now,
	});
}

/** Ends a run as completed, when its action is COMPLETE and not before. Said again it changes nothing. */
export function completePlan(plan: Plan, now: Instant): Changed | Refusal {
	if (plan.execution.status === "completed") return unchanged(plan);
	const stopped = notRunning(plan);
	if (stopped !== undefined) return stopped;
	const action = actionOf(plan, now);
	if (action.action === "COMPLETE")
		return became(plan, {
			...plan.execution,
			status: "completed",
			ended_at: now,
		});
	const phase = currentPhase(plan);
	const isGateOpen = phase !== undefined && standingOf(plan, phase) === "gate";
	return refuse(
		isGateOpen ? "GATE_FAILED" : "INVALID_TRANSITION",
		`The run is not complete: ${action.message}`,
		"Ask for the next action and do what it names.",
		{ action: action.action },
	);
}

/** Ends a run unfinished. Leases are dropped: what their holders still say is refused. Said again it changes nothing. */
export function cancelPlan(
	plan: Plan,
	wish: { readonly reason?: string | undefined; readonly now: Instant },
): Changed | Refusal {
	const { status } = plan.execution;
	if (status === "cancelled") return unchanged(plan);
	if (status === "completed") return notRunning(plan) ?? unchanged(plan);
	const { reason } = wish;
	const wrong =
		reason === undefined ? undefined : textRefusal("reason", reason, 4_096);
	if (wrong !== undefined) return wrong;
	const freed: Plan = {
		...plan,
		phases: plan.phases.map((phase) => ({
			...phase,
			steps: phase.steps.map((step) =>
				step.status === "dispatched"
					? { ...withoutStepLease(step), status: "pending" as const }
					: step,
			),
		})),
	};
	return became(freed, {
		...plan.execution,
		status: "cancelled",
		ended_at: wish.now,
		...(reason === undefined ? {} : { reason }),
	});
}

/** Takes up a run that has ended, where it stood. */
export function reopenPlan(plan: Plan): Changed {
	const { status, started_at } = plan.execution;
	if (status === "running" || status === "planned") return unchanged(plan);
	const { ended_at: _at, reason: _why, ...rest } = plan.execution;
	return became(plan, {
		...rest,
		status: started_at === undefined ? "planned" : "running",
	});
}

function became(plan: Plan, execution: Execution): Changed {
	return { ok: true, changed: true, plan: { ...plan, execution } };
}

function unchanged(plan: Plan): Changed {
	return { ok: true, changed: false, plan };
}
