import type { Json, JsonObject, Refusal } from "../errors.ts";
import { problemsRefusal } from "./check.ts";
import {
	approvalOf,
	gateOf,
	STEP_FIELDS,
	stepDraft,
	stepEdit,
} from "./given-step.ts";
import {
	type Approval,
	BUDGETS,
	type Gate,
	type Plan,
	RISKS,
	type StepDraft,
} from "./plan.ts";
import { problem } from "./problem.ts";
import {
	type Fields,
	fieldsOf,
	fieldValue,
	list,
	neededText,
	note,
	oneOf,
	placeOf,
	type Reading,
	text,
	wholeNumber,
} from "./reading.ts";

/** One thing an amendment changes. Ids of what is added are given by the plan. */
export type PlanChange =
	| {
			readonly kind: "edit_plan";
			readonly fields: Partial<Pick<Plan, "task_summary" | "risk" | "budget">>;
	  }
	| {
			readonly kind: "add_phase";
			readonly name: string;
			/** Steps refer to each other by their place: `depends_on: ["+1"]` is the first of these. */
			readonly steps: readonly StepDraft[];
			readonly gate?: Gate | undefined;
			readonly approval?: Approval | undefined;
			/** The phase it goes behind, 0 for the front; unless said behind the one the run is in, or last before the start. */
			readonly after?: number | undefined;
	  }
	| {
			readonly kind: "edit_phase";
			readonly phase: number;
			readonly name?: string | undefined;
			/** Null takes it away. */
			readonly gate?: Gate | null | undefined;
			readonly approval?: Approval | null | undefined;
	  }
	| { readonly kind: "remove_phase"; readonly phase: number }
	| {
			readonly kind: "move_phase";
			readonly phase: number;
			readonly after: number;
	  }
	| {
			readonly kind: "add_step";
			readonly phase: number;
			readonly step: StepDraft;
			/** The step it goes behind in the list; last unless said. */
			readonly after?: string | undefined;
	  }
	| {
			readonly kind: "edit_step";
			readonly step: string;
			readonly fields: Partial<StepDraft>;
	  }
	| { readonly kind: "remove_step"; readonly step: string }
	| {
			readonly kind: "move_step";
			readonly step: string;
			/** A step of the same phase; the front unless said. */
			readonly after?: string | undefined;
	  };

/**
 * Reads the changes that somebody wrote: a list of maps with one key each, such as
 * `- add_step: {phase: 1, role: …, task: …}` or `- remove_step: "1.2"`. What is wrong is reported with its place.
 */
export function readChanges(
	given: Json,
): { readonly ok: true; readonly changes: readonly PlanChange[] } | Refusal {
	const reading: Reading = { problems: [] };
	const holder: Fields = { reading, at: "", map: { changes: given } };
	const changes = list(holder, "changes").flatMap((entry, index) => {
		const change = changeOf(reading, entry, `changes[${index}]`);
		return change === undefined ? [] : [change];
	});
	return problemsRefusal(reading.problems) ?? { ok: true, changes };
}

/** `Migration:backend-engineer--python` as a phase with one step; the task of the step is the description. */
export function addPhaseOf(
	words: string,
	{
		description,
		after,
	}: { readonly description: string; readonly after?: number | undefined },
): PlanChange {
	const colon = words.lastIndexOf(":");
	const [name, role] =
		colon === -1
			? [words, ""]
			: [words.slice(0, colon), words.slice(colon + 1)];
	return {
		kind: "add_phase",
		name: name.trim(),
		steps: [{ role: role.trim(), task: description }],
		...(after === undefined ? {} : { after }),
	};
}

/** `1:code-reviewer:Check the migration` as a step of phase 1; undefined when it has another shape. */
export function addStepOf(words: string): PlanChange | undefined {
	const match = /^\s*([0-9]{1,6})\s*:\s*([^:]+?)\s*:\s*(\S[\s\S]*)$/.exec(
		words,
	);
	return match === null
		? undefined
		: {
				kind: "add_step",
				phase: Number(match[1]),
				step: { role: match[2] as string, task: match[3] as string },
			};
}

type Kind = PlanChange["kind"];

const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
	edit_plan: ["task_summary", "risk", "budget"],
	add_phase: ["name", "steps", "gate", "approval", "after"],
	edit_phase: ["phase", "name", "gate", "approval"],
	remove_phase: ["phase"],
	move_phase: ["phase", "after"],
	add_step: ["phase", "after", ...STEP_FIELDS],
	edit_step: ["step", ...STEP_FIELDS],
	remove_step: ["step"],
	move_step: ["step", "after"],
};

function changeOf(
	reading: Reading,
	entry: Json,
	at: string,
): PlanChange | undefined {
	const before = reading.problems.length;
	const kinds = Object.keys(FIELDS) as Kind[];
	const outer = fieldsOf(reading, entry, { at, known: kinds });
	const named = kinds.filter((kind) => Object.hasOwn(outer.map, kind));
	const [kind] = named;
	if (kind === undefined || named.length > 1) {
		// What is no map, or holds another field, was told of with its own words.
		if (reading.problems.length === before)
			reading.problems.push(problem(at, "It has to hold exactly one change."));
		return undefined;
	}
	const fields = fieldsOf(reading, inLong(kind, outer.map[kind]), {
		at: placeOf(at, kind),
		known: FIELDS[kind],
	});
	return kind.endsWith("_step")
		? stepChange(kind as StepKind, fields)
		: phaseChange(kind as PhaseKind, fields);
}

/** `remove_step: "1.2"` stands for `remove_step: {step: "1.2"}`. */
function inLong(kind: Kind, value: Json | undefined): Json | undefined {
	const isShort = typeof value === "string" || typeof value === "number";
	if (!isShort) return value;
	if (kind === "remove_step") return { step: value };
	return kind === "remove_phase" ? { phase: value } : value;
}

type StepKind = Extract<Kind, `${string}_step`>;
type PhaseKind = Exclude<Kind, StepKind>;

function stepChange(kind: StepKind, fields: Fields): PlanChange {
	const after = text(fields, "after");
	const behind = after === undefined ? {} : { after };
	if (kind === "add_step")
		return {
			kind,
			phase: neededId(fields),
			step: stepDraft(fields),
			...behind,
		};
	const step = neededText(fields, "step");
	if (kind === "move_step") return { kind, step, ...behind };
	return kind === "edit_step"
		? { kind, step, fields: stepEdit(fields) }
		: { kind, step };
}

function phaseChange(kind: PhaseKind, fields: Fields): PlanChange {
	if (kind === "edit_plan") return { kind, fields: planEdit(fields) };
	const after = wholeNumber(fields, "after");
	const behind = after === undefined ? {} : { after };
	const gate = gateOf(fields);
	const approval = approvalOf(fields);
	if (kind === "add_phase")
		return {
			kind,
			name: neededText(fields, "name"),
			steps: stepDrafts(fields),
			...(gate === undefined ? {} : { gate }),
			...(approval === undefined ? {} : { approval }),
			...behind,
		};
	const phase = neededId(fields);
	if (kind === "remove_phase") return { kind, phase };
	if (kind === "move_phase") {
		if (after === undefined) note(fields, "after", "It is missing.");
		return { kind, phase, after: after ?? 0 };
	}
	const name = text(fields, "name");
	return {
		kind,
		phase,
		...(name === undefined ? {} : { name }),
		...taken("gate", gate, fields.map),
		...taken("approval", approval, fields.map),
	};
}

/** A field that is written as null (or, of an approval, false) is taken away; one that is not written stays. */
function taken<Name extends string, Value>(
	name: Name,
	value: Value | undefined,
	map: JsonObject,
): { readonly [key in Name]?: Value | null } {
	if (!Object.hasOwn(map, name)) return {};
	return { [name]: value ?? null } as { readonly [key in Name]: Value | null };
}

function stepDrafts(fields: Fields): readonly StepDraft[] {
	return list(fields, "steps").map((entry, index) =>
		stepDraft(
			fieldsOf(fields.reading, entry, {
				at: placeOf(fields.at, `steps[${index}]`),
				known: STEP_FIELDS,
			}),
		),
	);
}

function planEdit(
	fields: Fields,
): Partial<Pick<Plan, "task_summary" | "risk" | "budget">> {
	const task_summary = text(fields, "task_summary");
	const risk = oneOf(fields, "risk", RISKS);
	const budget = oneOf(fields, "budget", BUDGETS);
	return {
		...(task_summary === undefined ? {} : { task_summary }),
		...(risk === undefined ? {} : { risk }),
		...(budget === undefined ? {} : { budget }),
	};
}

function neededId(fields: Fields): number {
	if (fieldValue(fields, "phase") === undefined)
		note(fields, "phase", "It is missing.");
	return wholeNumber(fields, "phase") ?? 0;
}
