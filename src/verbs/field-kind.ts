import { z } from "zod";
import type { Verb } from "./verb.ts";

/** How a field is written as a word: doors whose input is text turn it into the schema's type by this. */
export type FieldKind = "text" | "number" | "boolean" | "list";

/** The kind of a verb's input field; undefined when the verb has no such field. */
export function fieldKind(verb: Verb, field: string): FieldKind | undefined {
	const shape = (verb.input as unknown as z.ZodObject).shape as Readonly<
		Record<string, z.ZodType | undefined>
	>;
	const schema = Object.hasOwn(shape, field) ? shape[field] : undefined;
	if (schema === undefined) return undefined;
	const type = unwrap(schema);
	return type === "array"
		? "list"
		: type === "number" || type === "boolean"
			? type
			: "text";
}

function unwrap(schema: z.ZodType): string {
	let inner: z.ZodType = schema;
	while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault)
		inner = inner.unwrap() as z.ZodType;
	return inner.type;
}
