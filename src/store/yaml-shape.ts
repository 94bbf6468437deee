/** How deep maps and lists may nest, how many keys there may be in all and in one map. */
export interface ShapeLimits {
	readonly depth: number;
	readonly keys: number;
	readonly keysPerMap: number;
}

/** One lexical token: its type as the `yaml` package names it, its text, where it starts. */
export interface ShapeToken {
	readonly type: string;
	readonly source: string;
	readonly offset: number;
}

interface BlockLevel {
	readonly kind: "map" | "seq";
	readonly column: number;
	keys: number;
}

interface FlowLevel {
	readonly kind: "map" | "seq";
	keys: number;
	/** What the entry so far consists of. */
	entry: "empty" | "value" | "keyed";
	/** True right after a value, where only a separator may follow. */
	afterValue: boolean;
}

/** The collections that are open at a point of the text, kept by `stepShape`. */
export interface Shape {
	readonly limits: ShapeLimits;
	readonly block: BlockLevel[];
	readonly flow: FlowLevel[];
	keys: number;
	lineStart: number;
	/** Column of the last value on this line, which a colon would make a key. */
	keyColumn: number | undefined;
	hasContent: boolean;
}

export function newShape(limits: ShapeLimits): Shape {
	return {
		limits,
		block: [],
		flow: [],
		keys: 0,
		lineStart: 0,
		keyColumn: undefined,
		hasContent: false,
	};
}

/**
 * Takes the next token into account. Returns a reason to refuse the text, in plain words. Block collections are told apart
 * by the column of their `-` or of their key, as the parser does; where malformed text leaves a choice, the deeper reading
 * is counted.
 */
export function stepShape(shape: Shape, token: ShapeToken): string | undefined {
	switch (token.type) {
		case "space":
		case "comment":
		case "block-scalar-header":
			return undefined;
		case "newline":
			if (shape.flow.length === 0) shape.keyColumn = undefined;
			shape.lineStart = token.offset + token.source.length;
			return undefined;
		case "doc-start":
			if (shape.hasContent) return "it holds more than one document";
			shape.hasContent = true;
			return undefined;
		case "seq-item-ind":
			return item(shape, token);
		case "map-value-ind":
			return shape.flow.length === 0 ? blockKey(shape, token) : flowKey(shape);
		case "flow-map-start":
		case "flow-seq-start":
			return value(shape, token) ?? openFlow(shape, token);
		case "flow-map-end":
		case "flow-seq-end":
			return closeFlow(shape, token);
		case "comma":
			return comma(shape);
		default:
			return value(shape, token);
	}
}

function value(shape: Shape, token: ShapeToken): string | undefined {
	shape.hasContent = true;
	if (token.type === "scalar" && token.source === "<<") {
		return "merge keys (`<<`) are not supported; write the value out";
	}
	const flow = shape.flow.at(-1);
	if (flow?.afterValue ?? shape.keyColumn !== undefined) {
		return "two values stand side by side; a comma, a colon or quotes are missing";
	}
	if (flow !== undefined) {
		flow.afterValue = true;
		if (flow.entry === "empty") flow.entry = "value";
	} else if (token.source !== "" && !token.source.endsWith("\n")) {
		shape.keyColumn = columnOf(shape, token);
	}
	const lastBreak = token.source.lastIndexOf("\n");
	if (lastBreak !== -1) shape.lineStart = token.offset + lastBreak + 1;
	return undefined;
}

function item(shape: Shape, token: ShapeToken): string | undefined {
	if (shape.flow.length > 0) return "a list item (`- `) stands in brackets";
	shape.hasContent = true;
	shape.keyColumn = undefined;
	blockLevel(shape, "seq", columnOf(shape, token));
	return tooDeep(shape);
}

function blockKey(shape: Shape, token: ShapeToken): string | undefined {
	shape.hasContent = true;
	const column = shape.keyColumn ?? columnOf(shape, token);
	shape.keyColumn = undefined;
	return countKey(shape, blockLevel(shape, "map", column)) ?? tooDeep(shape);
}

function flowKey(shape: Shape): string | undefined {
	const flow = shape.flow.at(-1) as FlowLevel;
	flow.entry = "keyed";
	flow.afterValue = false;
	return countKey(shape, flow);
}

function openFlow(shape: Shape, token: ShapeToken): string | undefined {
	const kind = token.type === "flow-map-start" ? "map" : "seq";
	shape.flow.push({ kind, keys: 0, entry: "empty", afterValue: false });
	return tooDeep(shape);
}

function closeFlow(shape: Shape, token: ShapeToken): string | undefined {
	const flow = shape.flow.at(-1);
	const kind = token.type === "flow-map-end" ? "map" : "seq";
	if (flow?.kind !== kind) return "a bracket is closed that is not open";
	const reason = endEntry(shape);
	shape.flow.pop();
	return reason;
}

function comma(shape: Shape): string | undefined {
	return shape.flow.at(-1)?.entry === "empty"
		? "a comma follows no value"
		: endEntry(shape);
}

/** A comma or a closing bracket: `{a, b}` has keys without a colon. */
function endEntry(shape: Shape): string | undefined {
	const flow = shape.flow.at(-1);
	if (flow === undefined) return undefined;
	const isBareKey = flow.kind === "map" && flow.entry === "value";
	flow.entry = "empty";
	flow.afterValue = false;
	return isBareKey ? countKey(shape, flow) : undefined;
}

function blockLevel(
	shape: Shape,
	kind: BlockLevel["kind"],
	column: number,
): BlockLevel {
	const { block } = shape;
	let top = block.at(-1);
	while (top !== undefined && isBehind(top, kind, column)) {
		block.pop();
		top = block.at(-1);
	}
	if (top?.column === column && top.kind === kind) return top;
	const level: BlockLevel = { kind, column, keys: 0 };
	block.push(level);
	return level;
}

/** True for a level that an entry of this kind at this column ends; a list may stand at the column of its key. */
function isBehind(
	level: BlockLevel,
	kind: BlockLevel["kind"],
	column: number,
): boolean {
	if (level.column !== column) return level.column > column;
	return level.kind === "seq" && kind === "map";
}

function countKey(shape: Shape, level: { keys: number }): string | undefined {
	level.keys += 1;
	shape.keys += 1;
	const { keys, keysPerMap } = shape.limits;
	if (shape.keys > keys) return `it has more than ${keys} keys`;
	if (level.keys > keysPerMap) {
		return `a map has more than ${keysPerMap} keys`;
	}
	return undefined;
}

function tooDeep(shape: Shape): string | undefined {
	const { depth } = shape.limits;
	return shape.block.length + shape.flow.length > depth
		? `it is nested more than ${depth} levels deep`
		: undefined;
}

function columnOf(shape: Shape, token: ShapeToken): number {
	return token.offset - shape.lineStart;
}
