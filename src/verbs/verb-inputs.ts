import { z } from "zod";
import type { Verb } from "./verb.ts";

/** A field of a verb's input as people read of it. */
export interface VerbInput {
	readonly name: string;
	/** `string`, `integer`, `list of string`; the values themselves, in backquotes, where there are only some. */
	readonly type: string;
	readonly isRequired: boolean;
	readonly about: string;
	/** The values it, or each entry of its list, may have, where there are only some. */
	readonly values?: readonly string[];
}

interface JsonSchema {
	readonly type?: string | readonly string[];
	readonly enum?: readonly string[];
	readonly description?: string;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly required?: readonly string[];
}

/** What nobody says: a door or the engine finds it out. */
const GATHERED: ReadonlySet<string> = new Set(["facts", "run", "github"]);

/** What can be said to a verb, in the order of its schema. */
export function verbInputs(verb: Verb): readonly VerbInput[] {
	const schema = z.toJSONSchema(verb.input, {
		io: "input",
		unrepresentable: "any",
	}) as JsonSchema;
	return Object.entries(schema.properties ?? {})
		.filter(([name]) => !GATHERED.has(name))
		.map(([name, field]) => {
			const values = field.enum ?? field.items?.enum;
			return {
				name,
				type: typeOf(field),
				isRequired: schema.required?.includes(name) === true,
				about: field.description ?? "",
				...(values === undefined ? {} : { values }),
			};
		});
}

function typeOf(field: JsonSchema): string {
	if (field.enum !== undefined)
		return field.enum.map((value) => `\`${value}\``).join(" · ");
	if (field.type === "array")
		return `list of ${field.items === undefined ? "anything" : typeOf(field.items)}`;
	if (field.anyOf !== undefined)
		return [...new Set(field.anyOf.map(typeOf))].join(" or ");
	return [field.type ?? "anything"].flat().join(" or ");
}
