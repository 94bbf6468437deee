import type { Html, Nodes, Root } from "mdast";

/** A stretch of a comment, in UTF-16 units from its beginning; `end` is not part of it. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** An element whose end has not been seen; `isBlock`: it stands on a line of its own. */
interface OpenTag {
	readonly name: string;
	readonly start: number;
	readonly isBlock: boolean;
}

/** Elements that have no end tag. */
const VOID =
	/^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;

/**
 * What a comment's HTML elements enclose, `<details>…</details>` say, though markdown sees separate nodes. An element that is
 * never closed reaches to the end of the comment when it starts a block, as a browser would have it; inside a line
 * (`Vec<T>`) it encloses nothing, unless it is a `<details>`.
 */
export function htmlSpans(root: Root, end: number): readonly Span[] {
	const open: OpenTag[] = [];
	const spans: Span[] = [];
	for (const child of root.children) {
		for (const html of htmlIn(child)) {
			for (const tag of tagsIn(html)) {
				if (!tag.closes) {
					open.push({ ...tag, isBlock: html === child });
					continue;
				}
				const at = open.findLastIndex(({ name }) => name === tag.name);
				const opener = open[at];
				if (opener === undefined) continue;
				spans.push({ start: opener.start, end: tag.start });
				open.length = at;
			}
		}
	}
	for (const { name, start, isBlock } of open) {
		if (isBlock || name === "details") spans.push({ start, end });
	}
	return spans;
}

/** The raw HTML of a root node. Lists and quotes keep theirs to themselves: it is closed where they end. */
function htmlIn(node: Nodes): readonly Html[] {
	if (node.type === "html") return [node];
	if (node.type === "list" || node.type === "blockquote") return [];
	return "children" in node ? node.children.flatMap(htmlIn) : [];
}

function tagsIn(
	html: Html,
): readonly { name: string; start: number; closes: boolean }[] {
	const offset = html.position?.start.offset ?? 0;
	const pattern = /<(?:!--|(\/?)([a-z][a-z0-9-]*))/gi;
	const tags = [];
	for (
		let match = pattern.exec(html.value);
		match !== null;
		match = pattern.exec(html.value)
	) {
		const name = match[2]?.toLowerCase();
		if (name === undefined) {
			const end = html.value.indexOf("-->", match.index + 2);
			if (end === -1) break;
			pattern.lastIndex = end;
		} else if (!VOID.test(name)) {
			const closes = match[1] === "/";
			tags.push({ name, start: offset + match.index, closes });
		}
	}
	return tags;
}
