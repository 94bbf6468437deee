import { z } from "zod";
import {
	type Json,
	type JsonObject,
	type Refusal,
	refuse,
} from "../core/errors.ts";
import type { DoorSaying } from "../engine/board-door.ts";
import type { Tool, ToolArgument } from "./tool.ts";

/** Fields of a task as agents name them, and as the verb does. */
const EDITED = {
	title: "title",
	description: "description",
	priority: "priority",
	labels: "labels",
	requiredCapabilities: "capabilities",
	dueAt: "due",
	modelHint: "model_hint",
	reviewer: "reviewer",
} as const;

/** Fields of the verbs that `update_task` says, as its callers know them. */
export const UPDATED = {
	...Object.fromEntries(
		Object.entries(EDITED).map(([name, field]) => [field, `patch.${name}`]),
	),
	parent: "parentTaskId",
	assignee: "patch.assignee",
} as const satisfies Readonly<Record<string, string>>;

const line = z.string().optional();
const clearable = z.string().nullable().optional();

/** What `update_task` changes; null clears. */
export const taskPatch: ToolArgument = {
	schema: z
		.strictObject({
			title: line,
			description: line,
			priority: line,
			labels: z.array(z.string()).optional(),
			requiredCapabilities: z.array(z.string()).optional(),
			dueAt: clearable,
			modelHint: clearable,
			reviewer: clearable,
			assignee: clearable,
			parentTaskId: clearable,
		})
		.optional(),
};

type Says = NonNullable<Tool["says"]>;

/** A patch of plain fields is one edit; a parent and an assignee have verbs of their own, and one call makes one commit. */
export const updated: Says = (saying, given) => {
	const patch = (given.patch ?? {}) as JsonObject;
	const named = { ...patch, ...pick(given, "parentTaskId") };
	const { parentTaskId, assignee, ...fields } = named;
	const kinds = [
		...(Object.keys(fields).length > 0 ? ["other fields"] : []),
		...(parentTaskId === undefined ? [] : ["parentTaskId"]),
		...(assignee === undefined ? [] : ["assignee"]),
	];
	if (kinds.length === 0) return nothingSaid();
	if (kinds.length > 1) return oneAtATime(kinds);
	if (parentTaskId !== undefined)
		return linked(saying, ["parent", "unparent"], { parent: parentTaskId });
	if (assignee !== undefined)
		return linked(saying, ["assign", "unassign"], { assignee });
	const { patch: _patch, parent: _parent, ...input } = saying.input ?? {};
	return { ...saying, input: { ...input, ...edited(fields) } };
};

/** Null, or nothing, for the assignee leaves the task to anybody. */
export const assigned: Says = (saying, { assignee }) =>
	linked(saying, ["assign", "unassign"], { assignee: assignee ?? null });

/** There is one kind of edge. */
export const edgeOn: Says = (saying, { type = "blocks" }) => {
	const { type: _type, ...input } = saying.input ?? {};
	return String(type).toLowerCase() === "blocks"
		? { ...saying, input }
		: refuse(
				"VALIDATION",
				`There are no edges of type ${JSON.stringify(String(type).slice(0, 40))}.`,
				'Leave `type` out, or say "blocks".',
				{ field: "type" },
			);
};

function edited(fields: JsonObject): JsonObject {
	const said = Object.entries(EDITED).flatMap(([name, field]) =>
		fields[name] === undefined
			? []
			: [[field, inVerbsWords(field, fields[name])]],
	);
	return Object.fromEntries(said) as JsonObject;
}

function inVerbsWords(field: string, value: Json): Json {
	return field === "priority" ? String(value).toLowerCase() : value;
}

/** Says that somebody or something is named, or that it is no longer. Only the version goes along: nothing here needs a lease. */
function linked(
	saying: DoorSaying,
	[set, unset]: readonly [string, string],
	named: Readonly<Record<string, Json>>,
): DoorSaying {
	const version = pick(saying.input ?? {}, "version");
	const isCleared = Object.values(named).includes(null);
	return isCleared
		? { ...saying, verb: unset, input: version }
		: { ...saying, verb: set, input: { ...named, ...version } };
}

function pick(
	from: Readonly<Record<string, Json | undefined>>,
	name: string,
): JsonObject {
	return from[name] === undefined ? {} : { [name]: from[name] };
}

function nothingSaid(): Refusal {
	return refuse(
		"VALIDATION",
		"update_task: nothing is said to change.",
		`Name what is to change in patch, which takes ${Object.keys(EDITED).join(", ")}, or alone parentTaskId or assignee.`,
		{ field: "patch" },
	);
}

function oneAtATime(kinds: readonly string[]): Refusal {
	return refuse(
		"VALIDATION",
		`${kinds.join(" and ")} cannot be changed in one call: each makes a commit of its own.`,
		"Change them one after the other, with the version that the answer before tells.",
		{ field: "patch" },
	);
}
