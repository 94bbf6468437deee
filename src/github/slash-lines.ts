import type { Code, Nodes, Paragraph, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Payload } from "./slash.ts";

/** A line of ordinary text that starts with a slash, and the block right below it. */
export interface CommandLine {
	/** Counted from 1. */
	readonly line: number;
	/** From the slash to the end of the line. */
	readonly text: string;
	readonly payload?: Payload;
}

/** Longest comment GitHub keeps, in UTF-16 units; what is behind it was never there. */
const MAX_LENGTH = 65_536;
/** A paragraph longer than this is prose: taking its inline markup apart would cost more than a command is worth. */
const MAX_PARAGRAPH_LENGTH = 4_000;
const COMMAND = /^ {0,3}\/[a-z][a-z0-9-]*(?=[ \t\u00a0]|$)/;
const CANDIDATE = /^ {0,3}\/[a-z]/m;

/** Inline markup, left out of the first pass: on hostile text it takes seconds, on the few paragraphs that matter it does not. */
const BLOCKS_ONLY = {
	disable: {
		null: [
			"attention",
			"autolink",
			"characterEscape",
			"characterReference",
			"codeText",
			"definition",
			"hardBreakEscape",
			"htmlText",
			"labelEnd",
			"labelStartImage",
			"labelStartLink",
		],
	},
};

/**
 * The command lines of a comment, at most `most` and one more: lines of top-level paragraphs whose slash is plain text. What
 * is in code, quotes, lists, links, emphasis, headings or HTML is being talked about, not said.
 */
export function commandLines(
	body: string,
	most: number,
): readonly CommandLine[] {
	const text = body.slice(0, MAX_LENGTH).replace(/\r\n?/g, "\n");
	if (!CANDIDATE.test(text) || isTooNested(text)) return [];
	const blocks = fromMarkdown(text, { extensions: [BLOCKS_ONLY] }).children;
	const found: CommandLine[] = [];
	let openTags = 0;
	for (const [index, block] of blocks.entries()) {
		if (block.type === "html")
			openTags = Math.max(0, openTags + tagBalance(block.value));
		if (block.type !== "paragraph" || openTags > 0) continue;
		found.push(...linesOf(block, text, blocks[index + 1]));
		if (found.length > most) break;
	}
	return found;
}

function linesOf(
	paragraph: Paragraph,
	text: string,
	next: RootContent | undefined,
): readonly CommandLine[] {
	const { start, end } = position(paragraph);
	const source = text.slice(start.offset, end.offset);
	if (!CANDIDATE.test(source) || source.length > MAX_PARAGRAPH_LENGTH)
		return [];
	const [inline] = fromMarkdown(source).children;
	if (inline?.type !== "paragraph") return [];
	const found: CommandLine[] = [];
	let offset = 0;
	for (const [index, line] of source.split("\n").entries()) {
		const slash = offset + line.length - line.trimStart().length;
		if (COMMAND.test(line) && isPlainText(inline, slash)) {
			const isLast = offset + line.length >= source.length;
			const payload = isLast ? payloadOf(next, start.line + index) : undefined;
			found.push({
				line: start.line + index,
				text: line.trim(),
				...(payload === undefined ? {} : { payload }),
			});
		}
		offset += line.length + 1;
	}
	return found;
}

/** True when the character is in a text directly in the paragraph, and between no HTML tags. */
function isPlainText(paragraph: Paragraph, offset: number): boolean {
	let openTags = 0;
	for (const child of paragraph.children) {
		if (child.type === "html")
			openTags = Math.max(0, openTags + tagBalance(child.value));
		const { start, end } = position(child);
		if (offset >= start.offset && offset < end.offset)
			return child.type === "text" && openTags === 0;
	}
	return false;
}

function payloadOf(
	next: RootContent | undefined,
	line: number,
): Payload | undefined {
	if (
		next?.type !== "code" ||
		!isFenced(next) ||
		position(next).start.line > line + 2
	)
		return undefined;
	const language = next.lang?.toLowerCase();
	if (language === "json") return { language, text: next.value };
	return language === "yaml" || language === "yml"
		? { language: "yaml", text: next.value }
		: undefined;
}

function isFenced(code: Code): boolean {
	return code.lang !== null && code.lang !== undefined;
}

/** Opening less closing tags; void and self-closing ones are neither. */
function tagBalance(html: string): number {
	let balance = 0;
	const withoutComments = html
		.split("-->")
		.map((part) => part.split("<!--", 1)[0])
		.join("");
	for (const [, closing, name, selfClosing] of withoutComments.matchAll(
		/<(\/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*?(\/?)>/g,
	)) {
		if (selfClosing === "/" || VOID_TAGS.has((name as string).toLowerCase()))
			continue;
		balance += closing === "/" ? -1 : 1;
	}
	return balance;
}

const VOID_TAGS: ReadonlySet<string> = new Set([
	"area",
	"base",
	"br",
	"col",
	"embed",
	"hr",
	"img",
	"input",
	"link",
	"meta",
	"source",
	"track",
	"wbr",
]);

/** Markdown nested deeper than any person writes costs the parser more than it is worth. */
const MAX_DEPTH = 60;

function isTooNested(text: string): boolean {
	return text.split("\n").some((line) => {
		const marks = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? "";
		return marks.replace(/[^>*+\-.)]/g, "").length > MAX_DEPTH;
	});
}

interface Place {
	readonly line: number;
	readonly offset: number;
}

function position(node: Nodes): { readonly start: Place; readonly end: Place } {
	const { start, end } = node.position ?? {};
	if (start?.offset === undefined || end?.offset === undefined)
		throw new Error("the markdown parser gave no positions");
	return {
		start: { line: start.line, offset: start.offset },
		end: { line: end.line, offset: end.offset },
	};
}
