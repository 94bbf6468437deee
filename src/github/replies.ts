import type { Baton } from "../core/baton.ts";
import { renderBaton } from "../core/baton-markdown.ts";
import type { Json, JsonObject } from "../core/errors.ts";
import type { Answer, Done } from "../engine/answer.ts";
import { code, fence, jsonBlock, marker, text, truncate } from "./markdown.ts";

/** Longest comment GitHub takes, in UTF-16 units. */
const COMMENT_LENGTH = 65_536;
/** Data longer than this is left out of a reply; the verbs that read it answer by the other doors in full. */
const DATA_LENGTH = 24_000;

/** The reply to the commands of one or more comments of an issue: each answer for people, then as JSON for agents. */
export function replyTo(answers: readonly Answer[]): string {
	const parts = answers.map((answer) =>
		[
			marker("op", answer.opId),
			...(answer.ok ? doneParts(answer) : refusalParts(answer)),
			dataBlock(answer),
		].join("\n\n"),
	);
	return truncate(parts.join("\n\n"), COMMENT_LENGTH);
}

function refusalParts(answer: Exclude<Answer, Done>): readonly string[] {
	return [
		`😕 **${code(answer.code)}** ${prose(answer.message)}`,
		prose(answer.hint),
	];
}

function doneParts({ verb, task, data }: Done): readonly string[] {
	const title = `**${code(verb)}**${task === undefined ? "" : ` ${task}`}`;
	if (verb === "claim" || verb === "claim-next")
		return [
			`🚀 ${title}: ${text(String(data.agent))} holds the lease until ${text(String(data.expires_at))}.`,
			...briefParts(data.context),
		];
	if (verb === "context") return [title, ...briefParts(data)];
	if (verb === "baton")
		return [title, renderBaton(data.baton as unknown as Baton, text)];
	if (verb === "show")
		return [
			title,
			...taskParts(data.task),
			renderBaton(data.baton as unknown as Baton, text),
		];
	if (verb === "list" || verb === "next")
		return [
			title,
			taskTable((data.tasks ?? data.candidates) as readonly JsonObject[]),
		];
	if (verb === "help") return [title, ...helpParts(data)];
	if (verb === "history")
		return [
			title,
			...historyParts(data.baton_history as unknown as readonly JsonObject[]),
		];
	const warnings = data.warnings as readonly string[] | undefined;
	return warnings === undefined
		? [title]
		: [title, ...warnings.map((warning) => `⚠️ ${prose(warning)}`)];
}

function briefParts(value: Json | undefined): readonly string[] {
	const brief = value as JsonObject;
	const handoff = brief.handoff as JsonObject | undefined;
	const notes = brief.notes as readonly JsonObject[];
	const dependencies = brief.dependencies as readonly JsonObject[];
	return [
		...(handoff === undefined
			? []
			: [
					`**Instructions from ${text(String(handoff.agent))}, ${text(String(handoff.role))}:**\n\n${fence(String(handoff.body), "text")}`,
				]),
		`**${text(String(brief.title))}**`,
		renderBaton(brief.baton as unknown as Baton, text),
		...(notes.length === 0
			? []
			: [
					[
						"**Notes:**",
						...notes.map(
							(note) =>
								`- ${text(String(note.agent))} (${text(String(note.kind))}): ${text(String(note.body))}`,
						),
					].join("\n"),
				]),
		...(dependencies.length === 0
			? []
			: ["**Builds on:**", taskTable(dependencies)]),
	];
}

function taskParts(value: Json | undefined): readonly string[] {
	const task = value as JsonObject;
	const lease = task.lease as JsonObject | undefined;
	const facts = [
		`status ${code(String(task.status))}`,
		`priority ${code(String(task.priority))}`,
		`version ${String(task.version)}`,
		...(lease === undefined
			? []
			: [
					`held by ${text(String(lease.agent))} until ${text(String(lease.expires_at))}`,
				]),
		...((task.open_blockers as readonly string[]).length === 0
			? []
			: [`waits for ${(task.open_blockers as readonly string[]).join(", ")}`]),
	];
	return [`${text(String(task.title))}: ${facts.join(", ")}`];
}

function taskTable(tasks: readonly JsonObject[]): string {
	if (tasks.length === 0) return "No tasks.";
	const rows = tasks.map(
		(task) =>
			`| ${text(String(task.key))} | ${code(String(task.status))} | ${text(String(task.title ?? ""))} | ${text(String(task.held_by ?? task.assignee ?? ""))} |`,
	);
	return [
		"| task | status | title | agent |",
		"|---|---|---|---|",
		...rows,
	].join("\n");
}

function helpParts(data: JsonObject): readonly string[] {
	const one = data.verb as JsonObject | undefined;
	if (one !== undefined)
		return [
			`${prose(String(one.summary))} Needs ${String(one.role)}.`,
			fence(
				(one.examples as readonly string[])
					.map((example) => ` ${example}`)
					.join("\n"),
				"text",
			),
		];
	const rows = (data.verbs as readonly JsonObject[]).map(
		(verb) =>
			`| ${code(String(verb.usage))} | ${prose(String(verb.summary))} | ${String(verb.role)} |`,
	);
	return [
		["| command | what it does | needs |", "|---|---|---|", ...rows].join("\n"),
	];
}

function historyParts(history: readonly JsonObject[]): readonly string[] {
	if (history.length === 0) return ["The baton has not been patched yet."];
	return [
		history
			.map(
				(patch) =>
					`- ${text(String(patch.at))}, ${text(String(patch.stage))} (${text(String(patch.actor))}): ${Object.keys(
						patch.patch as JsonObject,
					)
						.map(code)
						.join(", ")}`,
			)
			.join("\n"),
	];
}

/** Text of ours with user text in it: short spans that can only be commands stay code, everything else is made inert. */
function prose(message: string): string {
	return message
		.split(/(`[a-zA-Z0-9 /=.,"'_-]{1,80}`)/)
		.map((part, index) =>
			index % 2 === 1 ? code(part.slice(1, -1)) : text(part),
		)
		.join("");
}

function dataBlock(answer: Answer): string {
	const { data, ...rest } = answer as Answer & { readonly data?: JsonObject };
	const isShort = JSON.stringify(data ?? {}).length <= DATA_LENGTH;
	return jsonBlock({
		...rest,
		...(data === undefined
			? {}
			: { data: isShort ? data : { omitted: "too long for a comment" } }),
	});
}
