/** What stands behind a verb. `error` says in plain words why the rest of the line could not be read. */
export interface SlashWords {
	/** Positional words in order, quotes taken off. References and people stay as typed: `#42`, `@octocat`. */
	readonly words: readonly string[];
	/** The `key=value` pairs; without a prototype, so that any key is safe to look up. */
	readonly options: Readonly<Record<string, string>>;
	readonly error?: string;
}

/** Quotes that open a text, each with those that may close it. */
const QUOTES: Readonly<Record<string, string>> = {
	'"': '"',
	"'": "'",
	"“": "”“",
	"”": "”",
	"„": "“”",
	"‘": "’‘",
	"‚": "‘’",
	"«": "»",
};

const SPACE = /[ \t\u00a0]/;

/** Splits what follows the verb of a command into words and options, in one pass. */
export function splitWords(text: string): SlashWords {
	const words: string[] = [];
	const options: Record<string, string> = Object.create(null);
	let at = skipSpace(text, 0);
	while (at < text.length) {
		const key = keyAt(text, at);
		const value = valueAt(text, key === undefined ? at : at + key.length + 1);
		if ("error" in value) return { words, options, error: value.error };
		if (key === undefined) words.push(value.text);
		else if (key in options) {
			return { words, options, error: `\`${key}=\` is given twice` };
		} else options[key] = value.text;
		at = skipSpace(text, value.end);
	}
	return { words, options };
}

function keyAt(text: string, at: number): string | undefined {
	const pattern = /([a-z][a-z_-]*)=/y;
	pattern.lastIndex = at;
	return pattern.exec(text)?.[1];
}

function valueAt(
	text: string,
	at: number,
): { text: string; end: number } | { error: string } {
	const closers = QUOTES[text.charAt(at)];
	if (closers !== undefined) return quotedAt(text, at, closers);
	let end = at;
	while (end < text.length && !SPACE.test(text.charAt(end))) end += 1;
	return { text: text.slice(at, end), end };
}

function quotedAt(
	text: string,
	start: number,
	closers: string,
): { text: string; end: number } | { error: string } {
	let value = "";
	for (let at = start + 1; at < text.length; at += 1) {
		const character = text.charAt(at);
		const next = text.charAt(at + 1);
		if (character === "\\" && next !== "" && `\\${closers}`.includes(next)) {
			value += next;
			at += 1;
		} else if (!closers.includes(character)) {
			value += character;
		} else if (next === "" || SPACE.test(next)) {
			return { text: value, end: at + 1 };
		} else {
			return { error: "a quote closes in the middle of a word" };
		}
	}
	return { error: "a quote is not closed" };
}

function skipSpace(text: string, from: number): number {
	let at = from;
	while (at < text.length && SPACE.test(text.charAt(at))) at += 1;
	return at;
}
