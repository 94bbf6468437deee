import { z } from "zod";
import type { Json, JsonObject } from "../../core/errors.ts";
import type { Verb } from "../../verbs/verb.ts";
import { addressFields, isGathered } from "../said-fields.ts";

/** The fields of a request to a verb, and which of them it needs. */
export interface FieldSchemas {
	readonly properties: Readonly<Record<string, JsonObject>>;
	readonly required: readonly string[];
}

const ADDRESS: Readonly<Record<"task" | "step" | "as", JsonObject>> = {
	task: {
		type: ["string", "integer"],
		description: "The task: an issue's number such as 42, or a slug.",
	},
	step: { type: "string", description: "The step of its plan, such as 1.1." },
	as: {
		type: "string",
		description: "The agent that is spoken for; one's own unless said.",
	},
};

const TIMEOUT: JsonObject = {
	type: "number",
	minimum: 0,
	maximum: 50,
	default: 50,
	description: "How long to wait, in seconds.",
};

/** What may be said to a verb, as JSON Schema: its own input, what is addressed, and how long `wait` waits. */
export function fieldSchemas(verb: Verb): FieldSchemas {
	const schema = z.toJSONSchema(verb.input, {
		io: "input",
		unrepresentable: "any",
	}) as unknown as {
		readonly properties?: Readonly<Record<string, JsonObject>>;
		readonly required?: readonly string[];
		readonly $defs?: Readonly<Record<string, JsonObject>>;
	};
	for (const [name, one] of Object.entries(schema.$defs ?? {}))
		if (!isAnything(one))
			throw new Error(`${verb.name}: ${name} is no plain value`);
	const isSaid = (name: string) => !isGathered(verb, name);
	const own = Object.entries(schema.properties ?? {})
		.filter(([name]) => isSaid(name))
		.map(([name, one]) => [name, withSharedRefs(one) as JsonObject] as const);
	const addressed = addressFields(verb).filter(
		(name) =>
			name === "as" ||
			(name === "task" ? isAboutTask(verb) : verb.step !== undefined),
	);
	return {
		properties: {
			...Object.fromEntries(addressed.map((name) => [name, ADDRESS[name]])),
			...Object.fromEntries(own),
			...(verb.name === "wait" ? { timeout_sec: TIMEOUT } : {}),
		},
		required: [
			...(verb.target === "task" ? ["task"] : []),
			...(verb.step === "needed" ? ["step"] : []),
			...(schema.required ?? []).filter(isSaid),
		],
	};
}

/** Verbs about the board that may be said about a task, too. */
const MAY_NAME_TASK: ReadonlySet<string> = new Set([
	"enroll",
	"remember",
	"recall",
]);

function isAboutTask({ target, name }: Verb): boolean {
	return target === "task" || MAY_NAME_TASK.has(name);
}

/** The schema library's own word for any JSON value: the only one that refers to itself. */
function isAnything(schema: JsonObject): boolean {
	const kinds = schema.anyOf;
	return Array.isArray(kinds) && kinds.length === 6;
}

function withSharedRefs(value: Json | undefined): Json | undefined {
	if (Array.isArray(value))
		return value.map((one) => withSharedRefs(one) as Json);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]) => [
			key,
			key === "$ref" ? "#/components/schemas/Json" : withSharedRefs(one),
		]),
	);
}
