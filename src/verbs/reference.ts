import { z } from "zod";
import type { Verb } from "./verb.ts";

/** The verb table as a page of markdown: what `docs/verbs.md` holds. */
export function verbReference(verbs: readonly Verb[]): string {
	const rows = verbs.map(
		(verb) =>
			`| [\`${verb.name}\`](#${verb.name}) | ${verb.summary} | ${verb.role} | ${verb.doors.join(", ")} |`,
	);
	return [
		"# Verbs",
		"Made from the verb table in `src/verbs/index.ts`; do not edit. `UPDATE_DOCS=1 npx vitest run test/docs.test.ts` writes it anew.",
		[
			"| verb | what it does | role | doors |",
			"|---|---|---|---|",
			...rows,
		].join("\n"),
		...verbs.map(section),
		"",
	].join("\n\n");
}

function section(verb: Verb): string {
	const fields = fieldRows(verb);
	return [
		`## ${verb.name}`,
		verb.summary,
		...(verb.examples.length === 0
			? []
			: [["```text", ...verb.examples, "```"].join("\n")]),
		...(fields.length === 0
			? []
			: [["| input | type | |", "|---|---|---|", ...fields].join("\n")]),
		...(verb.payload === undefined
			? []
			: [
					`A \`yaml\` or \`json\` block right below the command fills \`${verb.payload}\`.`,
				]),
		...(verb.errors.length === 0
			? []
			: [`May answer ${verb.errors.map((code) => `\`${code}\``).join(", ")}.`]),
	].join("\n\n");
}

interface JsonSchema {
	readonly type?: string;
	readonly enum?: readonly string[];
	readonly description?: string;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly required?: readonly string[];
}

/** What nobody says: a door or the engine finds it out. */
const GATHERED: ReadonlySet<string> = new Set(["facts", "run", "github"]);

function fieldRows(verb: Verb): readonly string[] {
	const schema = z.toJSONSchema(verb.input, {
		io: "input",
		unrepresentable: "any",
	}) as JsonSchema;
	return Object.entries(schema.properties ?? {})
		.filter(([name]) => !GATHERED.has(name))
		.map(
			([name, field]) =>
				`| \`${name}\`${schema.required?.includes(name) === true ? " (required)" : ""} | ${typeOf(field)} | ${field.description ?? ""} |`,
		);
}

function typeOf(field: JsonSchema): string {
	if (field.enum !== undefined)
		return field.enum.map((value) => `\`${value}\``).join(" · ");
	if (field.type === "array")
		return `list of ${field.items === undefined ? "anything" : typeOf(field.items)}`;
	if (field.anyOf !== undefined)
		return [...new Set(field.anyOf.map(typeOf))].join(" or ");
	return field.type ?? "anything";
}
