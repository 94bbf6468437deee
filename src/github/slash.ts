import { type CommandLine, commandLines } from "./slash-lines.ts";
import { splitWords } from "./slash-words.ts";

/** How many commands one comment may hold. */
export const MAX_COMMANDS = 10;

/** A block below a command, as it was written. */
export interface Payload {
	readonly language: "yaml" | "json";
	readonly text: string;
}

/** One command as it was said; whether there is such a verb is for others to know. */
export interface SlashCommand {
	/** Line in the comment, counted from 1. */
	readonly line: number;
	readonly verb: string;
	/** Said as `/baton verb`: then a mistake is worth an answer. */
	readonly explicit: boolean;
	readonly words: readonly string[];
	/** `key=value` words. */
	readonly options: Readonly<Record<string, string>>;
	readonly payload?: Payload;
	/** Why the words cannot be taken apart, if so. */
	readonly error?: string;
}

/** The commands of a comment in order, or how many there are when these are too many. */
export type ParsedSlash =
	| { readonly ok: true; readonly commands: readonly SlashCommand[] }
	| { readonly ok: false; readonly count: number };

/** Reads the commands out of a comment (protocol section 8). Never throws. */
export function parseSlash(body: string): ParsedSlash {
	const lines = commandLines(body, MAX_COMMANDS);
	if (lines.length > MAX_COMMANDS) return { ok: false, count: lines.length };
	return { ok: true, commands: lines.map(toCommand) };
}

function toCommand({ line, text, payload }: CommandLine): SlashCommand {
	const { words, options, error } = splitWords(text.slice(1));
	const [first = "", ...rest] = words;
	const explicit = first === "baton";
	const [second, ...others] = rest;
	const isVerb = second !== undefined && /^[a-z][a-z0-9-]*$/.test(second);
	const verb = explicit && isVerb ? second : first;
	return {
		line,
		verb,
		explicit,
		words: explicit && isVerb ? others : rest,
		options,
		...(payload === undefined ? {} : { payload }),
		...(error === undefined ? {} : { error }),
	};
}
