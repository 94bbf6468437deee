import { type Refusal, refuse } from "../errors.ts";
import { freshPhaseId } from "./ids.ts";
import { saidAt } from "./lease.ts";
import {
	type Act,
	type Changed,
	findPhase,
	notRunning,
	textRefusal,
} from "./lookup.ts";
import {
	attemptsIn,
	currentPhase,
	isOverBudget,
	standingOf,
	tokensUsed,
} from "./phase.ts";
import {
	type ApprovalResult,
	newStep,
	type Phase,
	PLAN_LIMITS,
	type Plan,
	type Step,
	stepsOf,
} from "./plan.ts";

/** A person's word that is on record; `remediation` is the phase that its feedback added. */
export interface ApprovalRecorded extends Changed {
	readonly result: ApprovalResult;
	readonly remediation?: Phase;
}

/**
 * Takes a person's word on what waits for one: the phase behind whose steps and gate an approval stands, or going on beyond
 * the budget. Feedback approves and adds a phase of remediation right behind; a rejection stands until something is done.
 */
export function approvePlan(
	plan: Plan,
	wish: {
		/** The phase that is meant; the pending one unless said. */
		readonly phase?: number | undefined;
		readonly result: string;
		readonly feedback?: string | undefined;
		readonly act: Act;
		/** The board's limit on the steps of a plan. */
		readonly maxSteps: number;
	},
): ApprovalRecorded | Refusal {
	const wrong = wordRefusal(wish);
	if (wrong !== undefined) return wrong;
	const pending = pendingApproval(plan, wish.phase);
	if (!pending.ok) return pending;
	const { phase, about } = pending;
	const given = {
		about,
		phase: phase.id,
		result: wish.result as ApprovalResult["result"],
		attempts: attemptsIn(phase),
		at: saidAt(wish.act),
		agent: wish.act.agent,
		actor: wish.act.actor,
		...(wish.feedback === undefined ? {} : { feedback: wish.feedback }),
		...(about === "budget" ? { used: tokensUsed(plan) } : {}),
	} satisfies ApprovalResult;
	if (given.result !== "feedback" || about === "budget")
		return recorded(plan, given);
	const full = noRoom(plan, wish.maxSteps);
	if (full !== undefined) return full;
	const remediation = remediationFor(plan, phase, wish.feedback ?? "");
	const phases = plan.phases.flatMap((one) =>
		one.id === phase.id ? [one, remediation] : [one],
	);
	const result = { ...given, remediation: remediation.id };
	return { ...recorded({ ...plan, phases }, result), remediation };
}

/** What waits for a person's word, when it is the named phase's or no phase was named; else the refusal. */
export function pendingApproval(
	plan: Plan,
	phaseId?: number,
):
	| {
			readonly ok: true;
			readonly phase: Phase;
			readonly about: ApprovalResult["about"];
	  }
	| Refusal {
	const stopped = notRunning(plan);
	if (stopped !== undefined) return stopped;
	if (phaseId !== undefined) {
		const found = findPhase(plan, phaseId);
		if (!found.ok) return found;
	}
	const phase = currentPhase(plan);
	const standing = phase === undefined ? "passed" : standingOf(plan, phase);
	if (phase !== undefined && (phaseId ?? phase.id) === phase.id) {
		if (standing === "approval") return { ok: true, phase, about: "phase" };
		if (standing === "open" && isOverBudget(plan))
			return { ok: true, phase, about: "budget" };
	}
	return refuse(
		"INVALID_TRANSITION",
		phaseId === undefined
			? "Nothing in this plan waits for an approval now."
			: `Phase ${phaseId} does not wait for an approval now.`,
		"Ask for the next action and do what it names.",
		{ phase: phaseId, current: phase?.id, standing },
	);
}

function wordRefusal({
	result,
	feedback,
}: {
	readonly result: string;
	readonly feedback?: string | undefined;
}): Refusal | undefined {
	if (result !== "approve" && result !== "feedback" && result !== "reject")
		return refuse(
			"VALIDATION",
			`An approval is approve, feedback or reject, not ${JSON.stringify(result.slice(0, 40))}.`,
			"Give `approve`, `feedback` or `reject` as the result.",
			{ field: "result", allowed: ["approve", "feedback", "reject"] },
		);
	return feedback === undefined && result !== "feedback"
		? undefined
		: textRefusal("feedback", feedback ?? "", PLAN_LIMITS.textBytes);
}

function recorded(plan: Plan, result: ApprovalResult): ApprovalRecorded {
	const execution = {
		...plan.execution,
		approvals: [...plan.execution.approvals, result],
	};
	return { ok: true, changed: true, plan: { ...plan, execution }, result };
}

/** The same worker as before acts on the feedback, behind the same gate. */
function remediationFor(plan: Plan, phase: Phase, feedback: string): Phase {
	const id = freshPhaseId(plan);
	const worker = workerOf(phase);
	const step = newStep(`${id}.1`, {
		role: worker?.role ?? "engineer",
		...(worker?.model === undefined ? {} : { model: worker.model }),
		task: feedback,
		allowed_paths: worker?.allowed_paths ?? [],
		blocked_paths: worker?.blocked_paths ?? [],
		context_files: worker?.context_files ?? [],
	});
	return {
		id,
		name: "Remediation",
		steps: [step],
		...(phase.gate === undefined ? {} : { gate: phase.gate }),
	};
}

function workerOf({ steps }: Phase): Step | undefined {
	return (
		steps.findLast(
			({ command, status }) => command === undefined && status === "complete",
		) ?? steps.findLast(({ command }) => command === undefined)
	);
}

function noRoom(plan: Plan, maxSteps: number): Refusal | undefined {
	const isFull =
		stepsOf(plan).length >= maxSteps ||
		plan.phases.length >= PLAN_LIMITS.phases;
	return isFull
		? refuse(
				"QUOTA_EXCEEDED",
				`The plan has ${stepsOf(plan).length} steps in ${plan.phases.length} phases; a phase of remediation does not fit.`,
				"Remove a pending step or phase first, or approve and open a further task for the feedback.",
				{ max_steps: maxSteps, max_phases: PLAN_LIMITS.phases },
			)
		: undefined;
}
