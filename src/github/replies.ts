import type { Answer, Done } from "../engine/answer.ts";
import { answerParts } from "./answer-text.ts";
import { code, jsonBlock, marker, text, truncate } from "./markdown.ts";
import { prose } from "./prose.ts";

/** Longest comment GitHub takes, in UTF-16 units. */
const COMMENT_LENGTH = 65_536;
/** Of each answer at most so much is text and so much is JSON: both always fit, whatever a task holds. */
const PROSE_LENGTH = 30_000;
const JSON_LENGTH = 30_000;

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
	const words = answer.ok
		? doneWords(answer)
		: [
				`😕 **${code(answer.code)}** ${prose(answer.message)}`,
				prose(answer.hint),
			];
	return [
		marker("op", answer.opId),
		truncate(words.join("\n\n"), PROSE_LENGTH),
		dataBlock(answer),
	].join("\n\n");
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

function dataBlock(answer: Answer): string {
	const whole = jsonBlock(answer);
	return whole.length <= JSON_LENGTH
		? whole
		: jsonBlock({
				...answer,
				data: {
					omitted:
						"too long for a comment; `/show` and `/context` tell it in words",
				},
			});
}
