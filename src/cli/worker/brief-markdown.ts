import type { Json, JsonObject } from "../../core/errors.ts";
import { fenced, inlineCode, quoted } from "../../planner/fence.ts";

/**
 * The brief of a task (the answer of `context`) as a page to work from, instructions first. Every text of somebody's stands in a
 * fence, a quotation or inline code, so that none of it can pass for ours.
 */
export function briefMarkdown(brief: JsonObject): string {
	const { description, baton_text } = brief;
	return [
		...section("Instructions from whoever had it before", [
			...listOf(brief.instructions).map(note),
		]),
		...section("Has to change before it is done", [
			...listOf(brief.follow_ups).map(note),
		]),
		...section("Description", text(description)),
		...section("Why the last attempt ended", text(brief.reason)),
		...section("Summary", text(brief.summary)),
		...section("Baton", text(baton_text)),
		...section("Builds on", listOf(brief.dependencies).map(neighbour)),
		...section("Notes", listOf(brief.notes).map(note)),
		...section("Remembered", listOf(brief.memory).map(fact)),
		...section("Artifacts", bullets(brief.artifacts, artifact)),
		...section("Subtasks", listOf(brief.subtasks).map(neighbour)),
		...section("Head and checks", headOf(brief)),
		...section("Left out of this page", bullets(brief.left_out, leftOut)),
	].join("\n\n");
}

function section(title: string, parts: readonly string[]): readonly string[] {
	return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

function text(value: Json | undefined): readonly string[] {
	return typeof value === "string" && value.trim() !== ""
		? [fenced(value)]
		: [];
}

function listOf(value: Json | undefined): readonly JsonObject[] {
	return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

/** One line for each; the lines belong together. */
function bullets(
	value: Json | undefined,
	line: (item: JsonObject) => string,
): readonly string[] {
	const lines = listOf(value).map((item) => `- ${line(item)}`);
	return lines.length === 0 ? [] : [lines.join("\n")];
}

const code = (value: Json | undefined) => inlineCode(String(value ?? ""));

function note({ id, kind, agent, role, at, body }: JsonObject): string {
	const what = kind === undefined ? "" : ` (${code(kind)})`;
	const who = `${code(id)}${what} by ${code(agent)}, ${code(role)}, at ${code(at)}:`;
	return `${who}\n\n${quoted(String(body ?? ""))}`;
}

function fact({ key, scope, value, agent }: JsonObject): string {
	const by = agent === undefined ? "" : `, by ${code(agent)}`;
	return `${code(key)} (${code(scope)}${by}):\n\n${quoted(String(value ?? ""))}`;
}

function neighbour(row: JsonObject): string {
	const { key, title, status, deliverable, summary } = row;
	const told = [deliverable, summary].filter(
		(one): one is string => typeof one === "string",
	);
	const lines = [
		`${code(key)} ${code(title)}, ${code(status)}${told.length === 0 ? "" : ":"}`,
		...told.map(quoted),
		...bullets(row.artifacts, artifact),
	];
	return lines.join("\n\n");
}

function artifact({ id, kind, ref, url, title }: JsonObject): string {
	const named = title === undefined ? "" : `: ${code(title)}`;
	return `${code(id)} ${code(kind)} ${code(ref ?? url)}${named}`;
}

function headOf({ head, checks }: JsonObject): readonly string[] {
	const known = [head, checks].filter((one) => one !== undefined);
	return known.map((one) => fenced(JSON.stringify(one, undefined, 2)));
}

function leftOut({ section, count, tokens, read }: JsonObject): string {
	return `${code(section)}: ${Number(count)}, about ${Number(tokens)} tokens; ${code(read)} tells it`;
}
