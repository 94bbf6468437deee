import type { Json } from "../core/errors.ts";
import { FORBIDDEN_KEYS, type YamlLimits } from "./yaml-guard.ts";
import { MAX_KEY_UNITS } from "./yaml-print.ts";
import { isPlain } from "./yaml-scalar.ts";
import {
	closingQuote,
	readLiteral,
	readQuoted,
	readUnquoted,
} from "./yaml-subset-scalar.ts";

/** How far a text is read. */
interface Cursor {
	readonly text: string;
	readonly limits: YamlLimits;
	/** Between nodes, where a line starts. */
	at: number;
	/** Where the present line ends. */
	end: number;
	keys: number;
	tokens: number;
}

/** Where a node stands: the column of its first line, and how many collections it is in, itself included if it is one. */
interface Place {
	readonly indent: number;
	readonly depth: number;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const DASH = 0x2d;
const COLON = 0x3a;
const BAR = 0x7c;

/**
 * Reads what `printYaml` printed, in one pass: undefined for every other text, needless quotes excepted, and beyond `limits`.
 * What it gives is what `parseYaml` gives for the same text and limits; what that refuses is undefined here.
 */
export function parseYamlSubset(
	text: string,
	limits: YamlLimits,
): Json | undefined {
	// A UTF-16 unit comes to at most three bytes, so most texts need not be measured.
	const isLarge =
		text.length * 3 > limits.bytes && Buffer.byteLength(text) > limits.bytes;
	if (isLarge || !text.endsWith("\n")) return undefined;
	const cursor = { text, limits, at: 0, end: 0, keys: 0, tokens: 0 };
	if (!enterLine(cursor, 0)) return undefined;
	const isBlock = text.charCodeAt(0) === BAR;
	const value = node(cursor, { indent: isBlock ? 2 : 0, depth: 1 });
	const isRead = cursor.at === text.length && cursor.tokens <= limits.tokens;
	return isRead ? value : undefined;
}

/** Steps behind the indentation of the line at the cursor; false, and no step, when it is not indented by just `indent`. */
function enterLine(cursor: Cursor, indent: number): boolean {
	const { text, at } = cursor;
	const start = at + indent;
	if (start >= text.length || text.charCodeAt(start) === SPACE) return false;
	for (let index = at; index < start; index++) {
		if (text.charCodeAt(index) !== SPACE) return false;
	}
	cursor.at = start;
	cursor.end = text.indexOf("\n", start);
	return true;
}

function node(cursor: Cursor, place: Place): Json | undefined {
	if (isItem(cursor)) return list(cursor, place);
	return endOfKey(cursor) === -1 ? scalar(cursor, place) : map(cursor, place);
}

function isItem({ text, at }: Cursor): boolean {
	return text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === SPACE;
}

function list(cursor: Cursor, place: Place): Json | undefined {
	const { indent, depth } = place;
	if (depth > cursor.limits.depth) return undefined;
	const below = { indent: indent + 2, depth: depth + 1 };
	const items: Json[] = [];
	do {
		if (!isItem(cursor)) return undefined;
		cursor.at += 2;
		cursor.tokens += 1;
		const item = node(cursor, below);
		if (item === undefined) return undefined;
		items.push(item);
	} while (enterLine(cursor, indent));
	return items;
}

function map(cursor: Cursor, place: Place): Json | undefined {
	const { indent, depth } = place;
	const { limits } = cursor;
	if (depth > limits.depth) return undefined;
	const below = { indent: indent + 2, depth: depth + 1 };
	const entries: Record<string, Json> = {};
	let keys = 0;
	do {
		const key = readKey(cursor);
		if (key === undefined || FORBIDDEN_KEYS.has(key)) return undefined;
		if (Object.hasOwn(entries, key)) return undefined;
		keys += 1;
		cursor.keys += 1;
		if (keys > limits.keysPerMap || cursor.keys > limits.keys) return undefined;
		const value = valueOfKey(cursor, below);
		if (value === undefined) return undefined;
		entries[key] = value;
	} while (enterLine(cursor, indent));
	return entries;
}

/** Reads a key and steps behind its colon. */
function readKey(cursor: Cursor): string | undefined {
	const { text, at } = cursor;
	const end = endOfKey(cursor);
	if (end === -1 || end - at > MAX_KEY_UNITS) return undefined;
	cursor.at = end + 1;
	cursor.tokens += 2;
	if (text.charCodeAt(at) === QUOTE)
		return readQuoted(text.slice(at + 1, end - 1));
	const key = text.slice(at, end);
	return isPlain(key) ? key : undefined;
}

/** The index of the colon behind the key that starts at the cursor, -1 when the line starts with no key. */
function endOfKey({ text, at, end }: Cursor): number {
	let index = at;
	if (text.charCodeAt(at) === QUOTE) {
		index = closingQuote(text, at, end) + 1;
		return index > 0 && isKeyColon(text, index) ? index : -1;
	}
	while (index < end && !isKeyColon(text, index)) index += 1;
	return index < end ? index : -1;
}

function isKeyColon(text: string, index: number): boolean {
	if (text.charCodeAt(index) !== COLON) return false;
	const next = text.charCodeAt(index + 1);
	return next === SPACE || next === LINE_FEED;
}

function valueOfKey(cursor: Cursor, place: Place): Json | undefined {
	if (cursor.at < cursor.end) {
		cursor.at += 1;
		return scalar(cursor, place);
	}
	cursor.at += 1;
	cursor.tokens += 1;
	if (!enterLine(cursor, place.indent)) return undefined;
	return isItem(cursor) ? list(cursor, place) : map(cursor, place);
}

/** Reads a value that starts on the present line and steps to the line behind it. */
function scalar(cursor: Cursor, place: Place): Json | undefined {
	const { text, at, end } = cursor;
	const first = text.charCodeAt(at);
	if (first === BAR) return literal(cursor, place.indent);
	cursor.at = end + 1;
	cursor.tokens += 2;
	if (first === QUOTE) {
		return closingQuote(text, at, end) === end - 1
			? readQuoted(text.slice(at + 1, end - 1))
			: undefined;
	}
	const value = readUnquoted(text.slice(at, end));
	if (typeof value !== "object" || value === null) return value;
	// An empty list or map is one more level, and its brackets are two signs.
	cursor.tokens += 1;
	return place.depth > cursor.limits.depth ? undefined : value;
}

function literal(cursor: Cursor, indent: number): Json | undefined {
	const { text, at, end } = cursor;
	const mark = text.slice(at, end);
	if (mark !== "|" && mark !== "|-") return undefined;
	const block = readLiteral(text, end + 1, { indent, endsLine: mark === "|" });
	if (block === undefined) return undefined;
	cursor.at = block.next;
	cursor.tokens += 3;
	return block.value;
}
