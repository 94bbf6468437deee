import { type Refusal, refuse } from "../errors.ts";
import { stepProblems } from "./check-step.ts";
import { stepLoops } from "./graph.ts";
import {
	type Gate,
	type Phase,
	PLAN_LIMITS,
	type Plan,
	stepsOf,
} from "./plan.ts";
import {
	durationProblems,
	listProblems,
	optionalText,
	type PlanProblem,
	problem,
	textProblems,
} from "./problem.ts";

export type { PlanProblem } from "./problem.ts";

/** What is wrong with a plan, in its order; empty when it can be run. `maxSteps` is the board's limit. */
export function checkPlan(
	plan: Plan,
	maxSteps: number,
): readonly PlanProblem[] {
	const size = sizeProblems(plan, maxSteps);
	if (size.length > 0) return size;
	return [
		...textProblems("task_summary", plan.task_summary, PLAN_LIMITS.textBytes),
		...repeated(plan),
		...retiredIds(plan),
		...plan.phases.flatMap((phase, at) =>
			phaseProblems(plan, phase, `phases[${at}]`),
		),
		...loopProblems(plan),
	];
}

/** The refusal of a plan for its problems; undefined when it has none. All are in `data`, the first of them in the message. */
export function problemsRefusal(
	problems: readonly PlanProblem[],
): Refusal | undefined {
	const [first] = problems;
	if (first === undefined) return undefined;
	const more = problems.length - 1;
	const code = problems.every((one) => one.code === first.code)
		? first.code
		: "VALIDATION";
	return refuse(
		code,
		`The plan cannot be run: ${first.at || "the whole"}: ${first.message}${more > 0 ? ` And ${more} more.` : ""}`,
		"Correct the places that are named and send the plan again; nothing was changed.",
		{
			problems: problems
				.slice(0, 50)
				.map(({ at, message }) => ({ at, message })),
		},
	);
}

function sizeProblems(plan: Plan, maxSteps: number): readonly PlanProblem[] {
	const steps = stepsOf(plan).length;
	const { phases } = plan;
	if (phases.length === 0)
		return [
			problem("phases", "The plan has no phases; it needs one at least."),
		];
	const over = (message: string, at = "phases"): readonly PlanProblem[] => [
		{ at, message, code: "QUOTA_EXCEEDED" },
	];
	for (const field of ["explanation", "stack"] as const)
		if (plan[field].length > PLAN_LIMITS[field])
			return over(
				`It has ${plan[field].length} entries; at most ${PLAN_LIMITS[field]} fit.`,
				field,
			);
	if (phases.length > PLAN_LIMITS.phases)
		return over(
			`The plan has ${phases.length} phases; at most ${PLAN_LIMITS.phases} fit.`,
		);
	return steps > maxSteps
		? over(`The plan has ${steps} steps; at most ${maxSteps} fit.`)
		: [];
}

function repeated(plan: Plan): readonly PlanProblem[] {
	const seen = new Map<string, string>();
	const found: PlanProblem[] = [];
	const look = (kind: string, id: string, at: string) => {
		const before = seen.get(`${kind} ${id}`);
		if (before !== undefined)
			found.push(
				problem(
					at,
					`The ${kind} id ${id} is used already at ${before}; each id may stand once (ids such as 1.10 need quotes in YAML).`,
				),
			);
		else seen.set(`${kind} ${id}`, at);
	};
	for (const [p, phase] of plan.phases.entries()) {
		look("phase", String(phase.id), `phases[${p}].id`);
		for (const [s, step] of phase.steps.entries())
			look("step", step.id, `phases[${p}].steps[${s}].id`);
	}
	return found;
}

function retiredIds(plan: Plan): readonly PlanProblem[] {
	const { phases, steps } = plan.execution.retired;
	return plan.phases.flatMap((phase, p) => [
		...(phases.includes(phase.id)
			? [
					problem(
						`phases[${p}].id`,
						`Phase ${phase.id} was removed; its id is not used again.`,
					),
				]
			: []),
		...phase.steps.flatMap((step, s) =>
			steps.includes(step.id)
				? [
						problem(
							`phases[${p}].steps[${s}].id`,
							`Step ${step.id} was removed; its id is not used again.`,
						),
					]
				: [],
		),
	]);
}

function phaseProblems(
	plan: Plan,
	phase: Phase,
	at: string,
): readonly PlanProblem[] {
	const isIdFine =
		Number.isInteger(phase.id) && phase.id >= 1 && phase.id < 1e6;
	return [
		...(isIdFine
			? []
			: [problem(`${at}.id`, `${phase.id} is no phase id; use 1, 2, 3 …`)]),
		...textProblems(`${at}.name`, phase.name, PLAN_LIMITS.nameBytes),
		...(phase.steps.length === 0
			? [
					problem(
						`${at}.steps`,
						`Phase ${phase.id} (${phase.name}) has no steps; it needs one at least.`,
					),
				]
			: []),
		...(phase.gate === undefined ? [] : gateProblems(phase.gate, `${at}.gate`)),
		...(phase.approval === undefined
			? []
			: textProblems(
					`${at}.approval.reason`,
					phase.approval.reason,
					PLAN_LIMITS.textBytes,
				)),
		...phase.steps.flatMap((step, s) =>
			stepProblems(plan, { phase, step, at: `${at}.steps[${s}]` }),
		),
	];
}

function loopProblems(plan: Plan): readonly PlanProblem[] {
	return plan.phases.flatMap((phase, p) =>
		stepLoops(phase.steps).map(
			(loop): PlanProblem => ({
				at: `phases[${p}].steps[${phase.steps.findIndex(({ id }) => id === loop[0])}].depends_on`,
				message: `The steps wait for each other: ${loop.join(" → ")}.`,
				code: "CYCLE_DETECTED",
			}),
		),
	);
}

/** Gates that cannot fail prove nothing. */
const VACUOUS =
	/^\s*(?:(?:\/usr)?(?:\/bin\/)?true|:|exit(?:\s+0)?|(?:echo|printf)\b[^&|;`$]*)\s*;?\s*$/;

function gateProblems(gate: Gate, at: string): readonly PlanProblem[] {
	const { command, checks } = gate;
	const isEmpty = command === undefined && (checks ?? []).length === 0;
	return [
		...textProblems(`${at}.name`, gate.name, PLAN_LIMITS.nameBytes),
		...(isEmpty
			? [
					problem(
						at,
						"The gate has neither a command nor checks, so nothing could prove it; leave it out or say what proves it.",
					),
				]
			: []),
		...optionalText(`${at}.command`, command, PLAN_LIMITS.textBytes),
		...(command !== undefined && VACUOUS.test(command)
			? [
					problem(
						`${at}.command`,
						`\`${command.trim()}\` always succeeds and proves nothing.`,
					),
				]
			: []),
		...(checks ?? []).flatMap(({ name, app }, index) => [
			...textProblems(`${at}.checks[${index}].name`, name, 255),
			...textProblems(`${at}.checks[${index}].app`, app, 100),
		]),
		...listProblems(
			`${at}.checks`,
			(checks ?? []).map(({ name }) => name),
		),
		...durationProblems(`${at}.timeout`, gate.timeout),
	];
}
