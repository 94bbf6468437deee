/**
 * How many signs that markdown gives a meaning to, line ends included, a comment with commands may hold. Reading markdown
 * takes time that grows with the square of these signs; the content of fenced blocks does not count.
 */
export const MAX_SIGNS = 1_000;

/** How many list and quote markers may stand in a row at the beginning of a line. */
export const MAX_NESTING = 16;

/**
 * A comment that can be read in bounded time: its text, in which the content of the fenced blocks that start at the offsets
 * `blanked` may be gone (lengths are kept); or the number of signs that make it too dense.
 */
export type Readable =
	| { readonly text: string; readonly blanked: readonly number[] }
	| { readonly tooDense: number };

/**
 * Bounds the cost of reading a comment as markdown, by a linear rule. Fences are recognized by lines alone, which misjudges
 * one within HTML: whoever parses `text` must check that a fenced block starts at each offset in `blanked`.
 */
export function readable(body: string): Readable {
	const signs = count(body, SIGNS);
	if (NESTED.test(body) || count(body, HTML_OPENERS) > MAX_HTML_OPENERS) {
		return { tooDense: signs };
	}
	if (signs <= MAX_SIGNS) return { text: body, blanked: [] };
	const { text, blanked } = blankFences(body);
	const left = count(text, SIGNS);
	return left <= MAX_SIGNS ? { text, blanked } : { tooDense: left };
}

/** Line ends, brackets, emphasis, code, HTML and list markers. A hyphen in a word or the end of a sentence costs nothing. */
const SIGNS = /[\n\r\t[\]*_`<>]|(?:[-+]|\d[.)])(?=\s)/g;

/** Comments, declarations and instructions of HTML are each looked for to the end of their paragraph. */
const HTML_OPENERS = /<[!?]/g;
const MAX_HTML_OPENERS = 50;

const NESTED = new RegExp(
	`^[ \\t]*(?:(?:>|(?:[-+*]|\\d{1,9}[.)])[ \\t])[ \\t]*){${MAX_NESTING + 1}}`,
	"m",
);

function count(text: string, pattern: RegExp): number {
	let found = 0;
	for (const _match of text.matchAll(pattern)) found += 1;
	return found;
}

function blankFences(body: string): { text: string; blanked: number[] } {
	const blanked: number[] = [];
	let text = "";
	let fence: { marks: string; contentAt: number } | undefined;
	let keptTo = 0;
	for (const line of body.matchAll(/[^\n]*(?:\n|$)/g)) {
		const {
			indent = "",
			marks = "",
			info = "",
		} = FENCE.exec(line[0])?.groups ?? {};
		if (fence === undefined) {
			if (marks === "") continue;
			blanked.push(line.index + indent.length);
			fence = { marks, contentAt: line.index + line[0].length };
		} else if (marks.startsWith(fence.marks) && info.trim() === "") {
			text += body.slice(keptTo, fence.contentAt);
			text += blank(line.index - fence.contentAt);
			keptTo = line.index;
			fence = undefined;
		}
	}
	if (fence === undefined) return { text: text + body.slice(keptTo), blanked };
	const kept = text + body.slice(keptTo, fence.contentAt);
	return { text: kept + blank(body.length - fence.contentAt), blanked };
}

const FENCE = /^(?<indent> {0,3})(?<marks>`{3,}|~{3,})(?<info>.*)/;

/** One line of so many characters, its end included. */
function blank(length: number): string {
	return length === 0 ? "" : `${"x".repeat(length - 1)}\n`;
}
