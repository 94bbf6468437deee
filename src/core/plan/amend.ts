import { type Refusal, refuse } from "../errors.ts";
import { changePhase } from "./amend-phase.ts";
import { changeStep } from "./amend-step.ts";
import type { PlanChange } from "./change.ts";
import { checkPlan, problemsRefusal } from "./check.ts";
import { type ReplacedProof, replacedProofs } from "./kept-proof.ts";
import { saidAt } from "./lease.ts";
import { type Act, type Changed, notRunning, textRefusal } from "./lookup.ts";
import { type Amendment, PLAN_LIMITS, type Plan } from "./plan.ts";

/** A plan that was changed, and the record of it. */
export interface Amended extends Changed {
	readonly amendment: Amendment;
	/** What phases that had begun are proven by otherwise now. Who may do that is the caller's to check. */
	readonly replaced: readonly ReplacedProof[];
}

/**
 * Changes a plan: every change, in order, or none. Ids stay, new ones were never used, what has begun stays where and what it
 * is, and the plan that comes of it is valid. Works before the start as well as while it runs.
 */
export function amendPlan(
	plan: Plan,
	wish: {
		readonly description: string;
		readonly changes: readonly PlanChange[];
		readonly act: Act;
		/** The board's limit on the steps of a plan. */
		readonly maxSteps: number;
	},
): Amended | Refusal {
	const refusal =
		textRefusal("description", wish.description, PLAN_LIMITS.textBytes) ??
		(plan.execution.status === "planned" ? undefined : notRunning(plan)) ??
		outOfMeasure(plan, wish.changes);
	if (refusal !== undefined) return refusal;
	let next = plan;
	const lines: string[] = [];
	for (const change of wish.changes) {
		const made = apply(next, change);
		if (!made.ok) return made;
		next = made.plan;
		lines.push(made.line);
	}
	const wrong = problemsRefusal(checkPlan(next, wish.maxSteps));
	if (wrong !== undefined) return wrong;
	const replaced = replacedProofs(plan, next);
	lines.push(...replaced.map(({ line }) => line));
	return { ...signed(next, { ...wish, lines }), replaced };
}

/**
 * Takes a plan that was exported and edited by hand in place of one that was not started. What is gone from it keeps its id to
 * itself. `given` is as `readGivenPlan` answers it.
 */
export function adoptPlan(
	plan: Plan,
	wish: { readonly given: Plan; readonly act: Act; readonly maxSteps: number },
): Changed | Refusal {
	if (plan.execution.status !== "planned")
		return refuse(
			"INVALID_TRANSITION",
			"The plan was started already; what was edited since the export is not taken over.",
			"Amend the running plan with what should be different.",
			{ run: plan.execution.status },
		);
	const { amendments } = plan;
	const { given } = wish;
	const kept = idsOf(given);
	const { phases, steps } = idsOf(plan);
	const { retired } = plan.execution;
	const next: Plan = {
		...given,
		amendments,
		execution: {
			...plan.execution,
			retired: {
				phases: [
					...retired.phases,
					...phases.filter((id) => !kept.phases.includes(id)),
				],
				steps: [
					...retired.steps,
					...steps.filter((id) => !kept.steps.includes(id)),
				],
			},
		},
	};
	const wrong = problemsRefusal(checkPlan(next, wish.maxSteps));
	if (wrong !== undefined) return wrong;
	if (JSON.stringify(next) === JSON.stringify(plan))
		return { ok: true, changed: false, plan };
	return signed(next, {
		description: "The exported plan was edited by hand.",
		lines: [],
		act: wish.act,
	});
}

interface Applied {
	readonly ok: true;
	readonly plan: Plan;
	/** What became different, as a sentence without its full stop. */
	readonly line: string;
}

function apply(plan: Plan, change: PlanChange): Applied | Refusal {
	switch (change.kind) {
		case "edit_plan":
			return {
				ok: true,
				plan: { ...plan, ...change.fields },
				line: `edited ${Object.keys(change.fields).join(", ")} of the plan`,
			};
		case "add_step":
		case "edit_step":
		case "remove_step":
		case "move_step":
			return changeStep(plan, change);
		default:
			return changePhase(plan, change);
	}
}

function signed(
	plan: Plan,
	wish: {
		readonly description: string;
		readonly lines: readonly string[];
		readonly act: Act;
	},
): Omit<Amended, "replaced"> {
	const amendment: Amendment = {
		id: `amend-${plan.amendments.length + 1}`,
		at: saidAt(wish.act),
		agent: wish.act.agent,
		actor: wish.act.actor,
		description: wish.description,
		changes: wish.lines,
	};
	const amendments = [...plan.amendments, amendment];
	return { ok: true, changed: true, plan: { ...plan, amendments }, amendment };
}

function outOfMeasure(
	plan: Plan,
	changes: readonly PlanChange[],
): Refusal | undefined {
	if (changes.length === 0)
		return refuse(
			"VALIDATION",
			"The amendment changes nothing.",
			"Say what to add, edit, move or remove.",
			{ field: "changes" },
		);
	const max = PLAN_LIMITS.listEntries;
	if (changes.length > max)
		return refuse(
			"VALIDATION",
			`The amendment has ${changes.length} changes; at most ${max} fit.`,
			"Divide it into several.",
			{ field: "changes" },
		);
	return plan.amendments.length >= PLAN_LIMITS.amendments
		? refuse(
				"QUOTA_EXCEEDED",
				`The plan was amended ${plan.amendments.length} times; no further amendment is kept.`,
				"Finish the run and open another task for the rest.",
				{ limit: PLAN_LIMITS.amendments },
			)
		: undefined;
}

function idsOf(plan: Plan): {
	readonly phases: readonly number[];
	readonly steps: readonly string[];
} {
	return {
		phases: plan.phases.map(({ id }) => id),
		steps: plan.phases.flatMap(({ steps }) => steps.map(({ id }) => id)),
	};
}
