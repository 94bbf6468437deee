import { type Refusal, refuse } from "../errors.ts";
import type { PlanChange } from "./change.ts";
import { freshStepId } from "./ids.ts";
import { findPhase, findStep, withStep } from "./lookup.ts";
import { standingOf } from "./phase.ts";
import { newStep, type Phase, type Plan, type Step } from "./plan.ts";

/** A plan with one change made, and what became different as a sentence without its full stop. */
export interface Applied {
	readonly ok: true;
	readonly plan: Plan;
	readonly line: string;
}

type StepChange = Extract<PlanChange, { readonly kind: `${string}_step` }>;

/** Adds, edits, removes or moves one step. Only what is pending is touched, and nothing of a phase that is finished. */
export function changeStep(plan: Plan, change: StepChange): Applied | Refusal {
	if (change.kind === "add_step") return addStep(plan, change);
	const found = findStep(plan, change.step);
	if (!found.ok) return found;
	const { phase, step } = found;
	if (step.status !== "pending")
		return refuse(
			"INVALID_TRANSITION",
			`Step ${step.id} is ${step.status}; only pending steps are amended.`,
			step.status === "failed"
				? "Retry it first, then amend it; or skip it and add another step."
				: "Add another step for what is to be different.",
			{ step: step.id, status: step.status },
		);
	if (change.kind === "move_step") return moveStep(plan, phase, change);
	return change.kind === "remove_step"
		? removeStep(plan, phase, step)
		: {
				ok: true,
				plan: withStep(plan, edited(step, change)),
				line: `edited ${Object.keys(change.fields).join(", ")} of step ${step.id}`,
			};
}

function addStep(
	plan: Plan,
	change: Extract<PlanChange, { readonly kind: "add_step" }>,
): Applied | Refusal {
	const found = findPhase(plan, change.phase);
	if (!found.ok) return found;
	const { phase } = found;
	if (standingOf(plan, phase) === "passed")
		return refuse(
			"INVALID_TRANSITION",
			`Phase ${phase.id} (${phase.name}) is finished.`,
			"Add a phase for what is still to be done.",
			{ phase: phase.id },
		);
	const step = newStep(freshStepId(plan, phase), change.step);
	const steps = placed(
		phase.steps,
		step,
		change.after ?? phase.steps.at(-1)?.id,
	);
	return steps === undefined
		? notInPhase(phase, change.after ?? "")
		: {
				ok: true,
				plan: withSteps(plan, phase, steps),
				line: `added step ${step.id} (${step.role})`,
			};
}

function moveStep(
	plan: Plan,
	phase: Phase,
	change: Extract<PlanChange, { readonly kind: "move_step" }>,
): Applied | Refusal {
	const step = phase.steps.find(({ id }) => id === change.step) as Step;
	const rest = phase.steps.filter(({ id }) => id !== step.id);
	const steps = placed(rest, step, change.after);
	return steps === undefined
		? notInPhase(phase, change.after ?? "")
		: {
				ok: true,
				plan: withSteps(plan, phase, steps),
				line: `moved step ${step.id} ${change.after === undefined ? "to the front" : `behind ${change.after}`}`,
			};
}

/** What waited for the step waits for what the step waited for. */
function removeStep(plan: Plan, phase: Phase, step: Step): Applied | Refusal {
	if (step.attempts.length > 0)
		return refuse(
			"INVALID_TRANSITION",
			`Step ${step.id} was worked on; its attempts are kept.`,
			"Skip it with a reason instead.",
			{ step: step.id, attempts: step.attempts.length },
		);
	const steps = phase.steps.filter(({ id }) => id !== step.id);
	const next = bridged(withSteps(plan, phase, steps), step);
	const { retired } = plan.execution;
	return {
		ok: true,
		plan: {
			...next,
			execution: {
				...next.execution,
				retired: { ...retired, steps: [...retired.steps, step.id] },
			},
		},
		line: `removed step ${step.id} (${step.role})`,
	};
}

/** The plan without the dependencies on a step that is gone; those that had one take over its own. */
export function bridged(plan: Plan, gone: Step): Plan {
	const without = (step: Step): Step =>
		step.depends_on.includes(gone.id)
			? {
					...step,
					depends_on: [
						...new Set(
							step.depends_on.flatMap((id) =>
								id === gone.id ? gone.depends_on : [id],
							),
						),
					].filter((id) => id !== step.id),
				}
			: step;
	return {
		...plan,
		phases: plan.phases.map((phase) => ({
			...phase,
			steps: phase.steps.map(without),
		})),
	};
}

function edited(
	step: Step,
	{ fields }: Extract<PlanChange, { readonly kind: "edit_step" }>,
): Step {
	const { status, fence, attempts } = step;
	const fresh = newStep(step.id, { ...step, ...fields });
	return { ...fresh, status, fence, attempts };
}

function withSteps(plan: Plan, phase: Phase, steps: readonly Step[]): Plan {
	return {
		...plan,
		phases: plan.phases.map((one) =>
			one.id === phase.id ? { ...one, steps } : one,
		),
	};
}

/** The list with a step behind the named one, or in front; undefined when the named one is not in it. */
function placed(
	steps: readonly Step[],
	step: Step,
	after: string | undefined,
): readonly Step[] | undefined {
	const at = steps.findIndex(({ id }) => id === after);
	if (after !== undefined && at === -1) return undefined;
	return [...steps.slice(0, at + 1), step, ...steps.slice(at + 1)];
}

function notInPhase(phase: Phase, id: string): Refusal {
	return refuse(
		"NOT_FOUND",
		`There is no other step ${id} in phase ${phase.id}.`,
		`Its steps are ${phase.steps.map((step) => step.id).join(", ")}; steps stay in their phase.`,
		{ step: id, phase: phase.id },
	);
}
