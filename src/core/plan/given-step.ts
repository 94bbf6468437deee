import type { Json } from "../errors.ts";
import {
	type Approval,
	DEFAULT_GATE_TIMEOUT,
	type Gate,
	STEP_STATUSES,
	type StepDraft,
} from "./plan.ts";
import {
	type Fields,
	fieldsOf,
	fieldValue,
	list,
	neededText,
	note,
	oneOf,
	placeOf,
	text,
	texts,
} from "./reading.ts";

/** What a step is told of by whoever writes it. */
export const STEP_FIELDS = [
	"role",
	"model",
	"task",
	"expected_outcome",
	"depends_on",
	"deliverables",
	"allowed_paths",
	"blocked_paths",
	"context_files",
	"knowledge",
	"command",
	"timeout",
] as const;

/** What a run writes of a step. An export has them; a plan that is given has them as they are at the start. */
export const RUN_FIELDS = ["status", "lease", "fence", "attempts"] as const;

const LISTS = [
	"depends_on",
	"deliverables",
	"allowed_paths",
	"blocked_paths",
	"context_files",
	"knowledge",
] as const;
const TEXTS = ["model", "expected_outcome", "command", "timeout"] as const;

/** A step as it is written, for a plan that starts or a step that is added. */
export function stepDraft(fields: Fields): StepDraft {
	notBegun(fields);
	return {
		...stepEdit(fields),
		role: roleOf(fields),
		task: neededText(fields, "task"),
	};
}

/** The role of a step that is run as a command and not handed to an agent, unless it has one. */
const COMMAND_ROLE = "automation";

function roleOf(fields: Fields): string {
	const isRun =
		fieldValue(fields, "role") === undefined &&
		fieldValue(fields, "command") !== undefined;
	return isRun ? COMMAND_ROLE : neededText(fields, "role");
}

/** Those of a step's fields that are written. */
export function stepEdit(fields: Fields): Partial<StepDraft> {
	const edit: Record<string, string | readonly string[]> = {};
	for (const name of ["role", "task", ...TEXTS]) {
		const value = text(fields, name);
		if (value !== undefined) edit[name] = value;
	}
	for (const name of LISTS)
		if (fieldValue(fields, name) !== undefined)
			edit[name] = texts(fields, name);
	return edit;
}

/** A gate: a command by itself, or a map. Its name is the command's or the checks' unless said. */
export function gateOf(fields: Fields): Gate | undefined {
	const value = fieldValue(fields, "gate");
	if (value === undefined) return undefined;
	if (typeof value === "string")
		return {
			name: nameOf(value),
			command: value,
			timeout: DEFAULT_GATE_TIMEOUT,
		};
	const at = placeOf(fields.at, "gate");
	const known = ["name", "command", "checks", "timeout"];
	const gate = fieldsOf(fields.reading, value, { at, known });
	const command = text(gate, "command");
	const checks = list(gate, "checks").map((check, index) =>
		checkOf(gate, check, index),
	);
	const name =
		text(gate, "name") ?? nameOf(command ?? checks[0]?.name ?? "gate");
	return {
		name,
		...(command === undefined ? {} : { command }),
		...(checks.length === 0 ? {} : { checks }),
		timeout: text(gate, "timeout") ?? DEFAULT_GATE_TIMEOUT,
	};
}

/** An approval: `true`, the reason by itself, or a map with it. */
export function approvalOf(fields: Fields): Approval | undefined {
	const value = fieldValue(fields, "approval");
	if (value === undefined || value === false) return undefined;
	if (value === true) return { reason: "The plan asks for it." };
	if (typeof value === "string") return { reason: value };
	const at = placeOf(fields.at, "approval");
	return {
		reason: neededText(
			fieldsOf(fields.reading, value, { at, known: ["reason"] }),
			"reason",
		),
	};
}

function checkOf(
	gate: Fields,
	value: Json,
	index: number,
): { readonly name: string; readonly app: string } {
	const at = placeOf(gate.at, `checks[${index}]`);
	const check = fieldsOf(gate.reading, value, { at, known: ["name", "app"] });
	return { name: neededText(check, "name"), app: neededText(check, "app") };
}

function nameOf(command: string): string {
	return command.trim().split("\n", 1)[0]?.slice(0, 60) ?? "";
}

function notBegun(fields: Fields): void {
	const status = oneOf(fields, "status", STEP_STATUSES);
	if (status !== undefined && status !== "pending")
		note(
			fields,
			"status",
			`A plan that is given starts from its beginning: its steps are pending, not ${status}.`,
		);
	const fence = fieldValue(fields, "fence");
	const isBegun =
		fieldValue(fields, "lease") !== undefined ||
		(fence !== undefined && fence !== 0) ||
		list(fields, "attempts").length > 0;
	if (isBegun)
		note(
			fields,
			"attempts",
			"A plan that is given has no leases, fences or attempts; leave them out.",
		);
}
