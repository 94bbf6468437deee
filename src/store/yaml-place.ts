import {
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	parseDocument,
} from "yaml";

/**
 * The line that a place in a YAML text begins on, counted from 1: where its key stands, or the entry of its list. Of what is not
 * there it is the line of the innermost thing around it. Only for a text that could be read before: the bounds are looked at there.
 */
export function lineOfPlace(
	text: string,
	path: readonly (string | number)[],
): number {
	const lines = new LineCounter();
	const { contents } = parseDocument(text, { lineCounter: lines });
	let node: unknown = contents;
	let offset = contents?.range?.[0] ?? 0;
	for (const part of path) {
		const next = childOf(node, part);
		if (next === undefined) break;
		offset = next.at;
		node = next.node;
	}
	return lines.linePos(offset).line;
}

/** What stands under a name or a number, and where in the text. */
function childOf(
	node: unknown,
	part: string | number,
): { readonly node: unknown; readonly at: number } | undefined {
	if (isMap(node))
		for (const { key, value } of node.items)
			if (isScalar(key) && String(key.value) === String(part))
				return key.range ? { node: value, at: key.range[0] } : undefined;
	const item = isSeq(node) && typeof part === "number" && node.items[part];
	return isNode(item) && item.range
		? { node: item, at: item.range[0] }
		: undefined;
}
