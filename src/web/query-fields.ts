import type { Json, JsonObject } from "../core/errors.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { jsonFlaw } from "../engine/json-flaw.ts";
import { fieldKind } from "../verbs/field-kind.ts";
import type { Verb } from "../verbs/verb.ts";

/** A query's fields as the verb's schema expects them; what does not fit is left as text, for the schema to refuse. */
export function queryFields(
	verb: Verb,
	query: URLSearchParams,
): { readonly fields: JsonObject } | Refusal {
	// A map, so that no name means anything to the object that is made of it.
	const fields = new Map<string, Json>();
	for (const name of new Set(query.keys())) {
		const said = query.getAll(name);
		const [only = ""] = said;
		if (isList(verb, name)) fields.set(name, listOf(said));
		else if (said.length === 1) fields.set(name, typed(verb, name, only));
		else
			return refused(
				`\`${name.slice(0, 60)}\` is there ${said.length} times, and is no list`,
			);
	}
	const found = Object.fromEntries(fields);
	const flaw = jsonFlaw(found);
	return flaw === undefined ? { fields: found } : refused(flaw);
}

function isList(verb: Verb, name: string): boolean {
	return fieldKind(verb, name) === "list";
}

/** `a,b` and `a` beside `b` are the same list. */
function listOf(said: readonly string[]): readonly string[] {
	return said
		.flatMap((text) => text.split(","))
		.map((item) => item.trim())
		.filter((item) => item !== "");
}

function typed(verb: Verb, name: string, text: string): Json {
	const kind = fieldKind(verb, name) ?? OWN_KINDS[name];
	if (kind === "number" && /^-?[0-9]{1,15}$/.test(text)) return Number(text);
	if (kind === "boolean" && (text === "true" || text === "false"))
		return text === "true";
	return text;
}

/** Fields that are the door's and no verb's. */
const OWN_KINDS: Readonly<Record<string, "number">> = { timeout_sec: "number" };

function refused(why: string): Refusal {
	return refuse(
		"VALIDATION",
		`The query is refused because ${why}.`,
		"Each field once; a list by repeating it, or with commas.",
	);
}
