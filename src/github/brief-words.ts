import type { Baton } from "../core/baton.ts";
import { renderBaton } from "../core/baton-markdown.ts";
import type { Json, JsonObject } from "../core/errors.ts";
import { list, word } from "./answer-values.ts";
import { fence, text } from "./markdown.ts";
import { stepTaken } from "./plans/step-words.ts";

type Words = readonly string[];

/** How much of a description a brief repeats, in characters. */
const DESCRIPTION_SHOWN = 6_000;

/** Whoever takes a step works by its prompt; whoever takes a task, by its brief. */
export function claimed(data: JsonObject): Words {
	if (data.step_id !== undefined) return stepTaken(data);
	return [
		`${word(data.agent)} holds the lease until ${word(data.expires_at)}.`,
		...briefParts(data.context),
	];
}

/** The brief: instructions first, then the baton, what the task is about, and what stands around it. */
export function briefParts(value: Json | undefined): Words {
	if (value === undefined) return [];
	const brief = value as JsonObject;
	const instructions = list(brief.instructions).map(
		(note) =>
			`**Instructions from ${word(note.agent)}, ${word(note.role)}:**\n\n${fence(String(note.body), "text")}`,
	);
	return [
		...instructions,
		`**${word(brief.title)}**`,
		...(brief.baton === undefined ? [] : [batonOf(brief.baton)]),
		...described(String(brief.description ?? "")),
		...bullets(
			"Notes",
			brief.notes,
			(note) => `${word(note.agent)} (${word(note.kind)}): ${word(note.body)}`,
		),
		...bullets(
			"Builds on",
			brief.dependencies,
			(task) =>
				`${word(task.key)} ${word(task.title)} (${word(task.status)})${task.deliverable === undefined ? "" : `: ${word(task.deliverable)}`}`,
		),
		...bullets(
			"Subtasks",
			brief.subtasks,
			(task) => `${word(task.key)} ${word(task.title)} (${word(task.status)})`,
		),
		...bullets(
			"Artifacts",
			brief.artifacts,
			(artifact) =>
				`${word(artifact.id)} ${word(artifact.kind)} ${word(artifact.ref ?? artifact.url)}`,
		),
	];
}

/** The issue's own text stands above the comment; a long one is only begun here. */
function described(description: string): Words {
	if (description === "") return [];
	return [
		fence(
			description.length <= DESCRIPTION_SHOWN
				? description
				: `${description.slice(0, DESCRIPTION_SHOWN)}\n… (the issue has the rest)`,
			"markdown",
		),
	];
}

function bullets(
	heading: string,
	value: Json | undefined,
	say: (item: JsonObject) => string,
): Words {
	const items = list(value);
	return items.length === 0
		? []
		: [
				[`**${heading}:**`, ...items.map((item) => `- ${say(item)}`)].join(
					"\n",
				),
			];
}

/** A hand-off document as markdown. */
export function batonOf(value: Json | undefined): string {
	return renderBaton(value as unknown as Baton, text);
}
