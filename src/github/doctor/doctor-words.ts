import type { JsonObject } from "../../core/errors.ts";
import { list, word } from "../answer-values.ts";
import { code, link as linked } from "../markdown.ts";
import { prose } from "../prose.ts";

/** What a finding is shown by; the word beside it says the same. */
const SIGN: Readonly<Record<string, string>> = {
	error: "❌",
	warning: "⚠️",
	advice: "💡",
};

/** What doctor found, for people: the worst first, each with what to do and where to read more. */
export function doctorParts(data: JsonObject): readonly string[] {
	const findings = list(data.findings);
	const unknown = list(data.unknown);
	const notes = (data.notes ?? []) as readonly string[];
	const lines = [
		...findings.map(findingLine),
		...(data.more_findings === undefined
			? []
			: [`- and ${word(data.more_findings)} more`]),
		...unknown.map(
			({ part, why }) => `- ❔ not known here: ${word(part)} (${word(why)})`,
		),
	];
	return [
		...(lines.length === 0
			? ["everything is in order; there is nothing to do."]
			: [summary(data), lines.join("\n")]),
		...(notes.length === 0 ? [] : [notes.map(prose).join(" ")]),
	];
}

function summary({ healthy, unknown }: JsonObject): string {
	if (healthy === "unknown")
		return "whether Baton can do its work here could not be found out.";
	if (healthy !== true) return "Baton cannot do all of its work here.";
	return list(unknown).length === 0
		? "Baton can do its work here."
		: "nothing of what could be looked at keeps Baton from its work.";
}

function findingLine({ severity, what, fix, link, docs }: JsonObject): string {
	const kind = String(severity);
	const at = link === undefined ? "" : ` ${linked(String(link))}`;
	return `- ${SIGN[kind] ?? ""} **${word(kind)}**: ${prose(String(what))} ${prose(String(fix))}${at} (${code(String(docs))})`;
}
