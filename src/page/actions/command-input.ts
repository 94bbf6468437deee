import type { Json } from "../../core/errors.ts";
import { listIn } from "./input-from.ts";
import type { VerbField } from "./verb-facts.ts";

type Read = { readonly value: Json | undefined } | { readonly problem: string };

/** What was filled into a field of a verb as the verb takes it; a value of undefined is not said. */
export function fieldValue({ name, type }: VerbField, text: string): Read {
	const said = text.trim();
	if (said === "") return { value: undefined };
	if (type.startsWith("list of string")) return { value: listIn(said) };
	if (type === "boolean") return { value: said === "true" };
	if (/integer|number/.test(type) && /^-?\d{1,15}(\.\d+)?$/.test(said))
		return { value: Number(said) };
	if (said === "none" && /\bnull\b/.test(type)) return { value: null };
	if (!/object|anything/.test(type) || /string/.test(type))
		return { value: said };
	try {
		return { value: JSON.parse(said) as Json };
	} catch {
		return { problem: `${name} has to be JSON.` };
	}
}
