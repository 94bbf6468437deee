import type { JsonObject } from "../core/errors.ts";
import type { Answer, Done } from "../engine/answer.ts";
import { answerParts } from "./answer-text.ts";
import { code, jsonBlock, link, marker, text, truncate } from "./markdown.ts";
import { prose } from "./prose.ts";

/** Longest comment GitHub takes, in UTF-16 units. */
export const COMMENT_LENGTH = 65_536;
/** Of each answer at most so much is text and so much is JSON: both always fit, whatever a task holds. */
const PROSE_LENGTH = 30_000;
const JSON_LENGTH = 30_000;
const SENTENCE_LENGTH = 1_000;

/**
 * The replies to the commands of one or more comments of an issue, as few as they fit in: each answer for people, then as
 * JSON for agents, always whole.
 */
export function repliesTo(answers: readonly Answer[]): readonly string[] {
	const replies: string[] = [];
	for (const part of answers.map(partOf)) {
		const last = replies.at(-1);
		if (last !== undefined && last.length + part.length + 2 <= COMMENT_LENGTH)
			replies[replies.length - 1] = `${last}\n\n${part}`;
		else replies.push(part);
	}
	return replies;
}

function partOf(answer: Answer): string {
	const said = bounded(answer);
	const words = said.ok
		? doneWords(said)
		: [
				`😕 **${code(said.code)}** ${prose(said.message)}`,
				...checkLinks(said.data),
				prose(said.hint),
			];
	return [
		marker("op", said.opId),
		truncate(words.join("\n\n"), PROSE_LENGTH),
		dataBlock(said),
	].join("\n\n");
}

/** Where the runs are that keep a gate shut. */
function checkLinks(data: JsonObject = {}): readonly string[] {
	const checks = Array.isArray(data.checks)
		? (data.checks as JsonObject[])
		: [];
	const lines = checks.flatMap(({ name, app, state, url }) =>
		typeof url === "string" && state !== "green"
			? [
					`- ${text(String(name))} (${text(String(app))}), ${text(String(state))}: ${link(url)}`,
				]
			: [],
	);
	return lines.length === 0 ? [] : [lines.join("\n")];
}

/** Sentences of ours are short; what is longer has somebody else's words in it. */
function bounded(answer: Answer): Answer {
	const cut = (sentence: string) =>
		sentence.length <= SENTENCE_LENGTH
			? sentence
			: `${sentence.slice(0, SENTENCE_LENGTH)}…`;
	return answer.ok
		? answer
		: {
				...answer,
				verb: cut(answer.verb),
				message: cut(answer.message),
				hint: cut(answer.hint),
			};
}

function doneWords(answer: Done): readonly string[] {
	const { verb, task, data } = answer;
	const title = `🚀 **${code(verb)}**${task === undefined ? "" : ` ${text(task)}`}`;
	const warnings = (data.warnings ?? []) as readonly string[];
	const [first, ...rest] = answerParts(answer);
	return [
		first === undefined || first === "" ? title : `${title}: ${first}`,
		...rest,
		...warnings.map((warning) => `⚠️ ${prose(warning)}`),
	];
}

/** The answer as JSON. What is too long gives way piece by piece, the longest text first; the lease itself never does. */
function dataBlock(answer: Answer): string {
	let data = (answer.data ?? {}) as JsonObject;
	const { description: _long, ...brief } = (data.context ?? {}) as JsonObject;
	for (let left = Object.keys(data).length + 1; left >= 0; left--) {
		const block = jsonBlock(
			answer.data === undefined ? answer : { ...answer, data },
		);
		if (block.length <= JSON_LENGTH) return block;
		const hasLongText = left > Object.keys(data).length && _long !== undefined;
		data = hasLongText ? { ...data, context: brief } : withoutLongest(data);
	}
	return jsonBlock({ ...answer, data: OMITTED });
}

function withoutLongest(data: JsonObject): JsonObject {
	const [longest] = Object.entries(data)
		.map(([name, value]) => ({ name, units: JSON.stringify(value).length }))
		.sort((a, b) => b.units - a.units);
	return longest === undefined ? data : { ...data, [longest.name]: OMITTED };
}

const OMITTED = { omitted: "too long for a comment" };
