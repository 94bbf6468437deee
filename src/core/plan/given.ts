import type { Json, Refusal } from "../errors.ts";
import { checkPlan, problemsRefusal } from "./check.ts";
import {
	approvalOf,
	gateOf,
	RUN_FIELDS,
	STEP_FIELDS,
	stepDraft,
} from "./given-step.ts";
import { numberOfStepId } from "./ids.ts";
import {
	BUDGETS,
	COMPLEXITIES,
	type Explanation,
	GIT_STRATEGIES,
	MODES,
	newExecution,
	newStep,
	type Phase,
	type Plan,
	RISKS,
	type StackEntry,
	type Step,
	TASK_TYPES,
} from "./plan.ts";
import {
	type Fields,
	fieldsOf,
	fieldValue,
	list,
	neededText,
	note,
	oneOf,
	type Reading,
	text,
	texts,
	wholeNumber,
} from "./reading.ts";

const PLAN_FIELDS = [
	"format",
	"task_summary",
	"type",
	"complexity",
	"risk",
	"budget",
	"mode",
	"git_strategy",
	"stack",
	"phases",
	"explanation",
	"amendments",
	"execution",
];
const PHASE_FIELDS = ["id", "name", "steps", "gate", "approval"];

/**
 * Reads a plan that somebody wrote, or exported and edited: ids and most fields may be left out. Everything that is wrong is
 * reported at once, each thing with its place. The plan that comes back is valid and not started.
 */
export function readGivenPlan(
	given: Json,
	options: {
		/** The board's limit on the steps of a plan. */
		readonly maxSteps: number;
		/** What the task is called, for a plan that does not say. */
		readonly summary?: string;
	},
): { readonly ok: true; readonly plan: Plan } | Refusal {
	const reading: Reading = { problems: [] };
	const fields = fieldsOf(reading, given, { at: "", known: PLAN_FIELDS });
	const plan = planOf(fields, options.summary);
	// Once a field could not be read, what follows from it would only repeat that.
	const problems =
		reading.problems.length > 0
			? reading.problems
			: checkPlan(plan, options.maxSteps);
	return problemsRefusal(problems) ?? { ok: true, plan };
}

/** The phase that a map stands for. Without an id it gets `nextId`. */
function phaseOf(fields: Fields, nextId: number): Phase {
	const id = wholeNumber(fields, "id") ?? nextId;
	const gate = gateOf(fields);
	const approval = approvalOf(fields);
	return {
		id,
		name: neededText(fields, "name"),
		steps: stepsIn(fields, id),
		...(gate === undefined ? {} : { gate }),
		...(approval === undefined ? {} : { approval }),
	};
}

function planOf(fields: Fields, summary: string | undefined): Plan {
	const format = fieldValue(fields, "format");
	if (format !== undefined && format !== 1)
		note(fields, "format", "This version reads format 1.");
	const phases = phasesIn(fields);
	notStarted(fields);
	return {
		format: 1,
		task_summary:
			text(fields, "task_summary") ??
			summary ??
			neededText(fields, "task_summary"),
		type: oneOf(fields, "type", TASK_TYPES) ?? "other",
		complexity: oneOf(fields, "complexity", COMPLEXITIES) ?? "medium",
		risk: oneOf(fields, "risk", RISKS) ?? "LOW",
		budget: oneOf(fields, "budget", BUDGETS) ?? "standard",
		mode:
			oneOf(fields, "mode", MODES) ?? (phases.length > 1 ? "phased" : "direct"),
		git_strategy:
			oneOf(fields, "git_strategy", GIT_STRATEGIES) ?? "commit-per-agent",
		stack: list(fields, "stack").map((entry, at) => stackOf(fields, entry, at)),
		phases,
		explanation: list(fields, "explanation").map((entry, at) =>
			explanationOf(fields, entry, at),
		),
		amendments: [],
		execution: newExecution(),
	};
}

function phasesIn(fields: Fields): readonly Phase[] {
	const phases: Phase[] = [];
	for (const [index, entry] of list(fields, "phases").entries()) {
		const at = `phases[${index}]`;
		const known = PHASE_FIELDS;
		const nextId = 1 + Math.max(0, ...phases.map(({ id }) => id));
		phases.push(
			phaseOf(fieldsOf(fields.reading, entry, { at, known }), nextId),
		);
	}
	return phases;
}

function stepsIn(phase: Fields, phaseId: number): readonly Step[] {
	const steps: Step[] = [];
	for (const [index, entry] of list(phase, "steps").entries()) {
		const fields = fieldsOf(phase.reading, entry, {
			at: `${phase.at}.steps[${index}]`,
			known: ["id", ...STEP_FIELDS, ...RUN_FIELDS],
		});
		const numbers = steps.map(({ id }) => numberOfStepId(id) || 0);
		const id =
			text(fields, "id") ?? `${phaseId}.${1 + Math.max(0, ...numbers)}`;
		steps.push(newStep(id, stepDraft(fields)));
	}
	return steps;
}

function stackOf(plan: Fields, entry: Json, index: number): StackEntry {
	const fields = fieldsOf(plan.reading, entry, {
		at: `stack[${index}]`,
		known: ["path", "language", "frameworks"],
	});
	return {
		path: text(fields, "path") ?? ".",
		language: neededText(fields, "language"),
		frameworks: texts(fields, "frameworks"),
	};
}

function explanationOf(plan: Fields, entry: Json, index: number): Explanation {
	const fields = fieldsOf(plan.reading, entry, {
		at: `explanation[${index}]`,
		known: ["rule", "evidence"],
	});
	return {
		rule: neededText(fields, "rule"),
		evidence: neededText(fields, "evidence"),
	};
}

/** What an export has of a run that did not begin is taken as it is; a run is not taken over from a file. */
function notStarted(fields: Fields): void {
	const execution = fieldValue(fields, "execution");
	if (execution === undefined) return;
	const status =
		typeof execution === "object" && !Array.isArray(execution)
			? (execution as { readonly status?: Json }).status
			: undefined;
	if (status !== "planned")
		note(
			fields,
			"execution",
			"A plan that is given starts from its beginning; leave `execution` out.",
		);
}
