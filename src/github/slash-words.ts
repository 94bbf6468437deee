/** The words of a command line, taken apart. */
export interface Words {
	readonly words: readonly string[];
	readonly options: Readonly<Record<string, string>>;
	readonly error?: string;
}

const CLOSING: Readonly<Record<string, string>> = {
	'"': '"',
	"'": "'",
	"“": "”",
	"‘": "’",
	"„": "“",
};
const OPTION = /^([a-z][a-z_-]*)=/;

/**
 * Takes a line apart at its spaces. Quotes of any usual kind keep words together, also behind `key=`; a backslash keeps a
 * quote or a backslash as it is. One pass, so the time is linear in the length.
 */
export function splitWords(text: string): Words {
	const words: string[] = [];
	const options: Record<string, string> = Object.create(null);
	let at = 0;
	while (at < text.length) {
		if (isSpace(text[at])) {
			at += 1;
			continue;
		}
		const option = OPTION.exec(text.slice(at, at + 40));
		const start = at + (option?.[0].length ?? 0);
		const read =
			CLOSING[text[start] ?? ""] === undefined
				? bare(text, start)
				: quoted(text, start);
		if (read === undefined)
			return { words, options, error: "a quote is not closed" };
		const name = option?.[1];
		if (name === undefined) words.push(read.word);
		else if (name in options)
			return { words, options, error: `${name}= is there twice` };
		else options[name] = read.word;
		at = read.end;
	}
	return { words, options };
}

interface Read {
	readonly word: string;
	readonly end: number;
}

function bare(text: string, start: number): Read {
	let end = start;
	while (end < text.length && !isSpace(text[end])) end += 1;
	return { word: text.slice(start, end), end };
}

function quoted(text: string, start: number): Read | undefined {
	const closing = CLOSING[text[start] as string];
	let word = "";
	for (let at = start + 1; at < text.length; at++) {
		const character = text[at] as string;
		const following = text[at + 1];
		const isEscape =
			character === "\\" &&
			following !== undefined &&
			(following === closing || following === "\\");
		if (isEscape) {
			word += following;
			at += 1;
		} else if (character === closing) return { word, end: at + 1 };
		else word += character;
	}
	return undefined;
}

function isSpace(character: string | undefined): boolean {
	return character === " " || character === "\t" || character === "\u00a0";
}
