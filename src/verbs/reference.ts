import type { Verb } from "./verb.ts";
import { verbInputs } from "./verb-inputs.ts";

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

function fieldRows(verb: Verb): readonly string[] {
	return verbInputs(verb).map(
		({ name, type, isRequired, about }) =>
			`| \`${name}\`${isRequired ? " (required)" : ""} | ${type} | ${about} |`,
	);
}
