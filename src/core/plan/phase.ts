import {
	type ApprovalResult,
	BUDGET_TOKENS,
	type GateResult,
	isFinished,
	type Phase,
	type Plan,
	type Step,
	stepsOf,
} from "./plan.ts";

/** How far a phase is: steps to be done, its gate or a person's word outstanding, or behind us. */
export type PhaseStanding = "open" | "gate" | "approval" | "passed";

/** How many attempts the steps of a phase have had. It tells whether a verdict is about the work as it is now. */
export function attemptsIn(phase: Phase): number {
	return phase.steps.reduce((sum, { attempts }) => sum + attempts.length, 0);
}

/** The newest verdict on the phase's gate, while it is about the work as it is now. */
export function gateVerdict(plan: Plan, phase: Phase): GateResult | undefined {
	const last = plan.execution.gates.findLast(
		(result) => result.phase === phase.id && result.gate === phase.gate?.name,
	);
	return last?.attempts === attemptsIn(phase) ? last : undefined;
}

/** The newest word of a person on the phase, while it is about the work as it is now. */
export function approvalVerdict(
	plan: Plan,
	phase: Phase,
): ApprovalResult | undefined {
	const last = plan.execution.approvals.findLast(
		({ about, phase: id }) => about === "phase" && id === phase.id,
	);
	return last?.attempts === attemptsIn(phase) ? last : undefined;
}

/** How far a phase is by itself, whatever came before it. */
export function standingOf(plan: Plan, phase: Phase): PhaseStanding {
	if (!phase.steps.every(isFinished)) return "open";
	const verdict = gateVerdict(plan, phase);
	const isGatePassed = verdict !== undefined && verdict.result !== "fail";
	if (phase.gate !== undefined && !isGatePassed) return "gate";
	const word = approvalVerdict(plan, phase);
	const isApproved = word !== undefined && word.result !== "reject";
	return phase.approval !== undefined && !isApproved ? "approval" : "passed";
}

/** The phase the run is in: the first that is not behind it. Undefined when all are. */
export function currentPhase(plan: Plan): Phase | undefined {
	return plan.phases.find((phase) => standingOf(plan, phase) !== "passed");
}

/** True once anything happened in a phase; from then on it keeps its place. */
export function hasBegun(plan: Plan, phase: Phase): boolean {
	return (
		phase.steps.some(
			({ status, attempts, fence }) =>
				// What was claimed and given back has begun as well: else that would be a way to shed a gate.
				status !== "pending" || attempts.length > 0 || fence > 0,
		) ||
		plan.execution.gates.some((result) => result.phase === phase.id) ||
		plan.execution.approvals.some(
			({ about, phase: id }) => about === "phase" && id === phase.id,
		)
	);
}

/** The steps that a step waits for and that are not finished. */
export function openDependencies(plan: Plan, step: Step): readonly string[] {
	if (step.depends_on.length === 0) return [];
	const finished = new Set(
		stepsOf(plan)
			.filter(isFinished)
			.map(({ id }) => id),
	);
	return step.depends_on.filter((id) => !finished.has(id));
}

/** The steps that went on from a finished step: started after it and not given back. None of them, and it may be retried. */
export function wentOnFrom(plan: Plan, step: Step): readonly string[] {
	return stepsOf(plan)
		.filter(
			({ depends_on, status }) =>
				depends_on.includes(step.id) &&
				(status === "dispatched" || status === "complete"),
		)
		.map(({ id }) => id);
}

/** Tokens that the attempts of a plan are known to have used. */
export function tokensUsed(plan: Plan): number {
	return stepsOf(plan)
		.flatMap(({ attempts }) => attempts)
		.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
}

/** Tokens the run may use: one portion of its budget, counted from the start or from when a person last agreed to go on. */
export function tokenCap(plan: Plan): number {
	const agreed = plan.execution.approvals.findLast(
		({ about, result }) => about === "budget" && result !== "reject",
	);
	return (agreed?.used ?? 0) + BUDGET_TOKENS[plan.budget];
}

/** True while no further step may be handed out without a person's word. */
export function isOverBudget(plan: Plan): boolean {
	return tokensUsed(plan) >= tokenCap(plan);
}
