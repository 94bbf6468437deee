import type { JsonObject } from "../../core/errors.ts";
import { fieldKind } from "../../verbs/field-kind.ts";
import type { Verb } from "../../verbs/verb.ts";
import { shared } from "./components.ts";
import { type FieldSchemas, fieldSchemas } from "./field-schemas.ts";
import { COMMON, conflictsOf, json } from "./responses.ts";
import { exampleOf } from "./verb-examples.ts";

/** The operations of one verb's path: POST for all, GET for those that only read. */
export function verbOperations(verb: Verb): JsonObject {
	const fields = fieldSchemas(verb);
	return {
		parameters: ["owner", "repo", "board"].map((name) =>
			shared("parameters", name),
		),
		...(verb.reads === true ? { get: asked(verb, fields) } : {}),
		post: said(verb, fields),
	};
}

function asked(verb: Verb, { properties, required }: FieldSchemas): JsonObject {
	const parameters = Object.entries(properties).map(([name, schema]) => ({
		...{ name, in: "query", required: required.includes(name), schema },
		...(fieldKind(verb, name) === "list"
			? { style: "form", explode: false }
			: {}),
	}));
	return {
		operationId: `get${capital(nameOf(verb))}`,
		...about(verb),
		parameters,
		responses: responsesOf(verb),
	};
}

function said(verb: Verb, { properties, required }: FieldSchemas): JsonObject {
	const schema = {
		type: "object",
		properties,
		...(required.length === 0 ? {} : { required }),
		additionalProperties: false,
	};
	return {
		operationId: nameOf(verb),
		...about(verb),
		parameters: [shared("parameters", "IdempotencyKey")],
		requestBody: {
			required: required.length > 0,
			content: json(schema, exampleOf(verb)),
		},
		responses: {
			...responsesOf(verb),
			"413": shared("responses", "TooLarge"),
			"415": shared("responses", "OtherType"),
		},
	};
}

function about({ summary, role, reads, examples }: Verb): JsonObject {
	const onIssue = examples.map((example) => `\`${example}\``).join(" or ");
	return {
		summary,
		description: `Needs the role ${role} unless the board's config says otherwise.${onIssue === "" ? "" : ` In a comment: ${onIssue}.`}`,
		tags: [reads === true ? "questions" : "commands"],
	};
}

function responsesOf(verb: Verb): JsonObject {
	return {
		"200": {
			description: "It took effect, or is answered.",
			content: json(shared("schemas", "Answer")),
		},
		...COMMON,
		...conflictsOf(verb),
	};
}

/** `claim-next` as `claimNext`. */
function nameOf({ name }: Verb): string {
	return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function capital(name: string): string {
	return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
