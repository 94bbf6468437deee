import { z } from "zod";
import { type FieldKind, fieldKind } from "./field-kind.ts";
import type { Verb } from "./verb.ts";

/** A field of a verb's input, as a door whose input is text asks for it. */
export interface InputField {
	readonly name: string;
	/** `document` holds values within values: it is written as JSON or YAML. */
	readonly kind: FieldKind | "document";
	readonly isNeeded: boolean;
	readonly about?: string;
	/** The values it, or each entry of its list, may have, where there are only some. */
	readonly values?: readonly string[];
}

/** What nobody says: a door or the engine finds it out. */
const GATHERED: ReadonlySet<string> = new Set(["facts", "run", "github"]);

/** The fields that somebody may say to a verb, in the order of its schema. */
export function inputFields(verb: Verb): readonly InputField[] {
	const { shape } = verb.input as unknown as z.ZodObject;
	return Object.entries(shape as Readonly<Record<string, z.ZodType>>)
		.filter(([name]) => !GATHERED.has(name))
		.map(([name, schema]) => {
			const { inner, isNeeded, about } = unwrapped(schema);
			const entry =
				inner instanceof z.ZodArray ? (inner.element as z.ZodType) : inner;
			const { inner: one } = unwrapped(entry);
			return {
				name,
				kind: isDocument(one) ? "document" : (fieldKind(verb, name) ?? "text"),
				isNeeded,
				...(about === undefined ? {} : { about }),
				...(one instanceof z.ZodEnum
					? { values: one.options.map(String) }
					: {}),
			};
		});
}

/** A schema without what says that it may be left out. */
function unwrapped(schema: z.ZodType): {
	readonly inner: z.ZodType;
	readonly isNeeded: boolean;
	readonly about: string | undefined;
} {
	let inner = schema;
	let about = schema.description;
	while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
		inner = inner.unwrap() as z.ZodType;
		about ??= inner.description;
	}
	return { inner, isNeeded: inner === schema, about };
}

/** A text or a number that is also taken as an object can be written as that text. */
function isDocument(schema: z.ZodType): boolean {
	return (
		schema instanceof z.ZodObject ||
		schema instanceof z.ZodRecord ||
		schema instanceof z.ZodLazy ||
		schema.type === "lazy"
	);
}
