import { isAgentName } from "../task.ts";
import { isStepId, phaseOfStepId } from "./ids.ts";
import { type Phase, PLAN_LIMITS, type Plan, type Step } from "./plan.ts";
import {
	durationProblems,
	listProblems,
	optionalText,
	type PlanProblem,
	pathProblems,
	problem,
	textProblems,
} from "./problem.ts";

/** What is wrong with a step in its place; `at` names it. */
export function stepProblems(
	plan: Plan,
	{
		phase,
		step,
		at,
	}: { readonly phase: Phase; readonly step: Step; readonly at: string },
): readonly PlanProblem[] {
	const isIdFine = isStepId(step.id) && phaseOfStepId(step.id) === phase.id;
	return [
		...(isIdFine
			? []
			: [
					problem(
						`${at}.id`,
						`${JSON.stringify(step.id)} is no id for a step of phase ${phase.id}; use ${phase.id}.1, ${phase.id}.2 …`,
					),
				]),
		...(isAgentName(step.role)
			? []
			: [
					problem(
						`${at}.role`,
						`${JSON.stringify(step.role)} is no role: lower-case letters, digits and dashes, such as backend-engineer--python.`,
					),
				]),
		...textProblems(`${at}.task`, step.task, PLAN_LIMITS.textBytes),
		...optionalText(`${at}.model`, step.model, PLAN_LIMITS.nameBytes),
		...optionalText(
			`${at}.expected_outcome`,
			step.expected_outcome,
			PLAN_LIMITS.textBytes,
		),
		...optionalText(`${at}.command`, step.command, PLAN_LIMITS.textBytes),
		...durationProblems(`${at}.timeout`, step.timeout),
		...LISTS.flatMap((field) => listProblems(`${at}.${field}`, step[field])),
		...PATH_LISTS.flatMap((field) =>
			pathProblems(`${at}.${field}`, step[field]),
		),
		...dependencyProblems(plan, { phase, step, at: `${at}.depends_on` }),
		...standingProblems(step, at),
	];
}

const PATH_LISTS = ["allowed_paths", "blocked_paths", "context_files"] as const;
const LISTS = [
	"depends_on",
	"deliverables",
	...PATH_LISTS,
	"knowledge",
] as const;

function dependencyProblems(
	plan: Plan,
	{
		phase,
		step,
		at,
	}: { readonly phase: Phase; readonly step: Step; readonly at: string },
): readonly PlanProblem[] {
	const here = plan.phases.indexOf(phase);
	return step.depends_on.flatMap((id, index) => {
		const where = `${at}[${index}]`;
		const phaseAt = plan.phases.findIndex(({ steps }) =>
			steps.some((one) => one.id === id),
		);
		if (phaseAt === -1)
			return [
				problem(
					where,
					`Step ${step.id} depends on ${id}, which is not in the plan.`,
				),
			];
		if (phaseAt > here)
			return [
				problem(
					where,
					`Step ${step.id} depends on ${id} of a later phase, which would never come to its turn.`,
				),
			];
		return step.depends_on.indexOf(id) < index
			? [problem(where, `Step ${step.id} names ${id} twice.`)]
			: [];
	});
}

/** What a step's status, lease and attempts say has to be one thing. */
function standingProblems(step: Step, at: string): readonly PlanProblem[] {
	const last = step.attempts.at(-1)?.result;
	const isHeld = step.status === "dispatched";
	const problems: PlanProblem[] = [];
	if (isHeld !== (step.lease !== undefined))
		problems.push(
			problem(
				`${at}.lease`,
				`Step ${step.id} is ${step.status} and its lease does not fit that.`,
			),
		);
	const isTold =
		step.status === "complete" || step.status === "skipped"
			? last === step.status
			: step.status !== "failed" || last === "failed" || last === "expired";
	if (!isTold)
		problems.push(
			problem(
				`${at}.attempts`,
				`Step ${step.id} is ${step.status}, and no attempt says so.`,
			),
		);
	return problems;
}
