import type { Code, Paragraph, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { readable } from "./slash-density.ts";
import { htmlSpans, type Span } from "./slash-html.ts";

/** A fenced block that belongs to a command. `line` is that of its first line of content, 1-based. */
export interface SlashPayload {
	readonly language: "yaml" | "json";
	readonly text: string;
	readonly line: number;
}

/** A line of a comment that starts with a slash and is ordinary text. `line` is 1-based. */
export interface SlashLine {
	readonly line: number;
	readonly text: string;
	readonly payload?: SlashPayload;
	/** True when the block below is never closed: part of it may be missing. */
	readonly isUnclosed?: boolean;
}

/**
 * Finds the lines of a comment that may be commands: lines of a paragraph that stands by itself, in no list, quote, table,
 * footnote or HTML element, whose slash is plain text: in no code, link, emphasis or HTML. A fenced `yaml` or `json` block below
 * a paragraph, with at most one empty line between them, belongs to its last line. `tooDense` answers a comment that would take too long to read.
 */
export function slashLines(
	body: string,
): readonly SlashLine[] | { readonly tooDense: number } {
	const source = readable(body);
	if ("tooDense" in source) return source;
	const root = fromMarkdown(source.text);
	if (!source.blanked.every((offset) => hasFenceAt(root, offset))) {
		return { tooDense: source.blanked.length };
	}
	const hidden = htmlSpans(root, body.length);
	return root.children.flatMap((node, index) =>
		node.type === "paragraph" &&
		!isFootnote(body, node, root.children[index - 1])
			? linesOf(body, { node, next: root.children[index + 1], hidden })
			: [],
	);
}

/** Plain markdown takes a footnote of one word for a link definition and its next line for a paragraph. */
function isFootnote(
	body: string,
	node: Paragraph,
	previous: RootContent | undefined,
): boolean {
	if (FOOTNOTE.test(slice(body, node))) return true;
	if (previous?.type !== "definition") return false;
	const between = body.slice(spanOf(previous).end, spanOf(node).start);
	return FOOTNOTE.test(slice(body, previous)) && countLines(between) === 2;
}

const FOOTNOTE = /^\[\^[^\]\s]+\]:/;

/** A row of dashes between the head and the body of a table, which plain markdown takes for text. */
const TABLE_RULE =
	/^ *(?:\| *:?-+:? *)+\|? *$|^ *:?-+:? *(?:\| *:?-+:? *)+\|? *$|^ *:?-+:? *\| *$/;

function linesOf(
	body: string,
	{
		node,
		next,
		hidden,
	}: {
		node: Paragraph;
		next: RootContent | undefined;
		hidden: readonly Span[];
	},
): SlashLine[] {
	const paragraph = slice(body, node);
	const lines = splitLines(paragraph);
	const rule = lines.findIndex(({ text }) => TABLE_RULE.test(text));
	const texts = node.children.filter(({ type }) => type === "text").map(spanOf);
	const first = lineAt(body, spanOf(node).start);
	return lines
		.slice(0, rule === -1 ? undefined : Math.max(0, rule - 1))
		.flatMap(({ text, start }, index) => {
			const at = spanOf(node).start + start + text.search(/[^ ]/);
			const isLast = index === lines.length - 1;
			const isCommand =
				/^ {0,3}\/[a-z]/.test(text) &&
				texts.some((span) => holds(span, at)) &&
				!hidden.some((span) => holds(span, at));
			if (!isCommand) return [];
			const payload = isLast ? payloadOf(body, node, next) : {};
			return [{ line: first + index, text: text.trim(), ...payload }];
		});
}

function payloadOf(
	body: string,
	paragraph: Paragraph,
	node: RootContent | undefined,
): Pick<SlashLine, "payload" | "isUnclosed"> {
	if (node?.type !== "code") return {};
	const between = body.slice(spanOf(paragraph).end, spanOf(node).start);
	if (countLines(between) > 3) return {};
	const [opening, ...content] = splitLines(slice(body, node));
	const fence = /^(`{3,}|~{3,})/.exec(opening?.text ?? "")?.[1];
	const language = LANGUAGES[node.lang?.toLowerCase() ?? ""];
	if (fence === undefined || language === undefined) return {};
	const closing = content.pop()?.text.trim() ?? "";
	if (
		!closing.startsWith(fence) ||
		closing !== fence.charAt(0).repeat(closing.length)
	) {
		return { isUnclosed: true };
	}
	const indent = new RegExp(`^ {0,${indentOf(body, node)}}`);
	const text = content.map((line) => line.text.replace(indent, "")).join("\n");
	const line = lineAt(body, spanOf(node).start) + 1;
	return { payload: { language, text, line } };
}

const LANGUAGES: Readonly<Record<string, SlashPayload["language"]>> = {
	yaml: "yaml",
	yml: "yaml",
	json: "json",
};

function indentOf(body: string, node: Code): number {
	const { start } = spanOf(node);
	return start - body.slice(0, start).search(/ *$/);
}

function hasFenceAt(root: Root, offset: number): boolean {
	return root.children.some(
		(node) => node.type === "code" && spanOf(node).start === offset,
	);
}

function splitLines(text: string): { text: string; start: number }[] {
	const lines = [];
	let start = 0;
	for (const match of text.matchAll(/\r\n|\n|\r/g)) {
		lines.push({ text: text.slice(start, match.index), start });
		start = match.index + match[0].length;
	}
	lines.push({ text: text.slice(start), start });
	return lines;
}

function countLines(text: string): number {
	return splitLines(text).length;
}

function lineAt(body: string, offset: number): number {
	return countLines(body.slice(0, offset));
}

function slice(body: string, node: RootContent): string {
	const { start, end } = spanOf(node);
	return body.slice(start, end);
}

function spanOf(node: { position?: RootContent["position"] }): Span {
	const start = node.position?.start.offset;
	const end = node.position?.end.offset;
	if (start === undefined || end === undefined) {
		throw new Error("the markdown parser gave a node without a position");
	}
	return { start, end };
}

function holds(span: Span, offset: number): boolean {
	return span.start <= offset && offset < span.end;
}
