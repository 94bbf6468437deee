import { type SlashPayload, slashLines } from "./slash-lines.ts";
import { splitWords } from "./slash-words.ts";

export type { SlashPayload } from "./slash-lines.ts";

/** One command as a person wrote it in a comment; whether its verb exists is not looked at here. */
export interface SlashCommand {
	/** 1-based line of the comment. */
	readonly line: number;
	/** The verb: `claim`; `baton` when nothing follows `/baton`. After `/baton` it may be any word. */
	readonly verb: string;
	/** True for `/baton verb`, which is to be answered even when there is no such verb. */
	readonly explicit: boolean;
	readonly words: readonly string[];
	/** The `key=value` pairs; without a prototype. */
	readonly options: Readonly<Record<string, string>>;
	/** The fenced block right below the command. */
	readonly payload?: SlashPayload;
	/** Why the line could not be read to its end, in plain words; the command must then be refused. */
	readonly error?: string;
	/** The line as typed, spaces around it left out. */
	readonly raw: string;
}

/** GitHub's limit of a comment, in UTF-16 units; what lies beyond is not read. */
const MAX_BODY_UNITS = 65_536;

/** How many commands a comment may hold. */
export const MAX_COMMANDS = 10;

/**
 * What a comment holds: its commands in order; or the number of commands when there are more than `MAX_COMMANDS`; or the number
 * of markdown signs when there are so many that reading it would take too long. In the last two cases none may be carried out.
 */
export type SlashResult =
	| readonly SlashCommand[]
	| { readonly tooMany: number }
	| { readonly tooDense: number };

/** True when a comment's commands could be read. */
export function isCommands(
	result: SlashResult,
): result is readonly SlashCommand[] {
	return Array.isArray(result);
}

/**
 * Reads the slash commands of a comment. `isVerb` tells which words are verbs: a line `/word` with another word is no
 * command, as it may be meant for somebody else; after `/baton` every word counts. Never throws on any text.
 */
export function parseSlash(
	body: string,
	isVerb: (word: string) => boolean = () => true,
): SlashResult {
	const text = readablePart(body);
	if (!/^ {0,3}\/[a-z]/m.test(text)) return [];
	const lines = slashLines(text);
	if ("tooDense" in lines) return lines;
	const commands: SlashCommand[] = [];
	for (const { line, text: raw, payload, isUnclosed } of lines) {
		const match = /^\/([a-z][a-z0-9-]*)(?:[ \t\u00a0]+|$)/.exec(raw);
		if (match?.[1] === undefined) continue;
		const [whole, first] = match;
		const explicit = first === "baton";
		if (!explicit && !isVerb(first)) continue;
		const { words, options, error } = splitWords(raw.slice(whole.length));
		const problem = isUnclosed ? "the block below it is not closed" : error;
		commands.push({
			line,
			verb: explicit ? (words[0] ?? first) : first,
			explicit,
			words: explicit ? words.slice(1) : words,
			options,
			...(payload === undefined ? {} : { payload }),
			...(problem === undefined ? {} : { error: problem }),
			raw,
		});
	}
	return commands.length > MAX_COMMANDS
		? { tooMany: commands.length }
		: commands;
}

/** The part of a comment that is read. A line that the limit cuts is dropped: its beginning could be another command. */
function readablePart(body: string): string {
	const text = body.replace(/^\ufeff/, "");
	if (text.length <= MAX_BODY_UNITS) return text;
	const whole = text.slice(0, MAX_BODY_UNITS + 1);
	return whole.slice(0, whole.lastIndexOf("\n") + 1);
}
