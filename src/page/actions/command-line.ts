/** A command as it was typed. `verb` has no slash. */
export interface TypedCommand {
	readonly verb: string;
	/** Bare words in order, quotes taken off. */
	readonly words: readonly string[];
	readonly options: ReadonlyMap<string, string>;
	/** Why the rest of the line could not be read. */
	readonly problem?: string;
}

const SPACE = /\s/;
const KEY = /([a-z][a-z_-]*)=/y;

/** Reads `/verb words key=value`; a text of several words stands in double or single quotes, in which `\` keeps the next character. */
export function readCommand(line: string): TypedCommand {
	const text = line.trim().replace(/^\/(baton\s+)?/, "");
	const verb = /^\S*/.exec(text)?.[0] ?? "";
	const words: string[] = [];
	const options = new Map<string, string>();
	const done = (problem?: string): TypedCommand => ({
		...{ verb, words, options },
		...(problem === undefined ? {} : { problem }),
	});
	let at = skipSpace(text, verb.length);
	while (at < text.length) {
		KEY.lastIndex = at;
		const key = KEY.exec(text)?.[1];
		const part = partAt(text, key === undefined ? at : at + key.length + 1);
		if (part === undefined) return done("a quote is not closed");
		if (key === undefined) words.push(part.text);
		else if (options.has(key)) return done(`${key}= is given twice`);
		else options.set(key.replaceAll("-", "_"), part.text);
		at = skipSpace(text, part.end);
	}
	return done();
}

function partAt(
	text: string,
	start: number,
): { readonly text: string; readonly end: number } | undefined {
	const quote = text.charAt(start);
	if (quote !== '"' && quote !== "'") {
		let end = start;
		while (end < text.length && !SPACE.test(text.charAt(end))) end += 1;
		return { text: text.slice(start, end), end };
	}
	let value = "";
	for (let at = start + 1; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (character === quote) return { text: value, end: at + 1 };
		const next = text.charAt(at + 1);
		const isKept = character === "\\" && (next === quote || next === "\\");
		value += isKept ? next : character;
		if (isKept) at += 1;
	}
	return undefined;
}

function skipSpace(text: string, from: number): number {
	let at = from;
	while (at < text.length && SPACE.test(text.charAt(at))) at += 1;
	return at;
}
