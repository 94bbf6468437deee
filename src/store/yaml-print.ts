import type { Json } from "../core/errors.ts";
import { FORBIDDEN_KEYS } from "./yaml-guard.ts";

/** An implicit key may be 1,024 characters long in YAML; this leaves room for its quotes. */
const MAX_KEY_UNITS = 1_000;

/**
 * Prints plain data as one YAML 1.2 document in block style: keys in the order given, lists indented under their key,
 * multi-line text as literal blocks where these keep it exactly. Undefined values of objects are left out. Equal data gives
 * equal bytes in every version of this function, since stored bytes are compared in replay; its tables are therefore
 * written out here instead of taken from the runtime's Unicode version. -0 is printed as 0.
 *
 * Throws on what the reader would not give back: functions, instances of classes, undefined in lists, infinite or unsafe
 * numbers, lone surrogates, forbidden or overlong keys.
 */
export function printYaml(value: Json): string {
	const indent = isNonEmptyCollection(value) ? 0 : 2;
	return `${node(value, indent)}\n`;
}

/** The text of a node whose first line is already indented; its further lines are indented by `indent` spaces. */
function node(value: Json, indent: number): string {
	if (typeof value === "string") return stringNode(value, indent);
	if (typeof value === "number") return numberNode(value);
	if (typeof value === "boolean" || value === null) return String(value);
	const lineBreak = `\n${" ".repeat(indent)}`;
	if (Array.isArray(value)) {
		if (value.length === 0) return "[]";
		const items = Array.from(value, (item: Json) => node(item, indent + 2));
		return items.map((item) => `- ${item}`).join(lineBreak);
	}
	const entries = entriesOf(value);
	if (entries.length === 0) return "{}";
	return entries
		.map(([key, child]) => keyNode(key) + valueNode(child, indent + 2))
		.join(lineBreak);
}

function valueNode(value: Json, indent: number): string {
	const before = isNonEmptyCollection(value) ? `\n${" ".repeat(indent)}` : " ";
	return before + node(value, indent);
}

function entriesOf(value: unknown): readonly (readonly [string, Json])[] {
	if (typeof value !== "object" || value === null) {
		throw new TypeError(`YAML cannot hold a value of type ${typeof value}`);
	}
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) {
		throw new TypeError("YAML cannot hold an instance of a class");
	}
	return Object.entries(value).filter(([, child]) => child !== undefined);
}

function isNonEmptyCollection(value: Json): boolean {
	if (typeof value !== "object" || value === null) return false;
	if (Array.isArray(value)) return value.length > 0;
	return entriesOf(value).length > 0;
}

function numberNode(value: number): string {
	if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
		throw new RangeError(`YAML cannot hold the number ${value} exactly`);
	}
	// YAML 1.1 takes an exponent for a number only behind a decimal point.
	return String(value).replace(/^(-?\d)e/, "$1.0e");
}

function keyNode(key: string): string {
	if (FORBIDDEN_KEYS.has(key))
		throw new RangeError(`the key ${key} is not allowed`);
	const text = isPlain(key) ? key : quoted(key);
	if (text.length > MAX_KEY_UNITS) throw new RangeError("a key is too long");
	return `${text}:`;
}

function stringNode(value: string, indent: number): string {
	if (isPlain(value)) return value;
	if (!isLiteral(value)) return quoted(value);
	const endsLine = value.endsWith("\n");
	const lines = (endsLine ? value.slice(0, -1) : value).split("\n");
	const padding = " ".repeat(indent);
	const body = lines.map((line) => (line === "" ? "" : padding + line));
	return `${endsLine ? "|" : "|-"}\n${body.join("\n")}`;
}

/**
 * Characters that are not seen or that change how others are seen: unusual spaces, soft hyphen, joiners, direction marks,
 * fillers, line and paragraph separators, variation selectors, tags, byte order mark, noncharacters. Control characters are
 * matched apart.
 */
const HIDDEN =
	/(?![\n\t])\p{Cc}|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e0fff}]/u;
const EVERY_HIDDEN = new RegExp(HIDDEN, "gu");

/** Words that some YAML reader takes for a boolean, null or a number. */
const RESERVED = /^(?:null|true|false|yes|no|on|off|y|n|nan|inf|infinity)$/i;

/** What numbers, dates and times of YAML 1.1 and 1.2 can consist of. */
const NUMBER_LIKE = /^(?:[0-9_][0-9a-fxotz_,.:+\- ]*|e[0-9_.+-]*)$/i;

function isPlain(value: string): boolean {
	return (
		/^(?:[A-Za-z0-9_/$(]|[^\0-\u00a0])/u.test(value) &&
		!/[\n\t]| $|:(?: |$)| #/.test(value) &&
		!HIDDEN.test(value) &&
		!/\p{Surrogate}/u.test(value) &&
		!RESERVED.test(value) &&
		!NUMBER_LIKE.test(value)
	);
}

/** True for text of several lines that a literal block keeps exactly and that no editor would tidy up. */
function isLiteral(value: string): boolean {
	return (
		value.includes("\n") &&
		!/^\s|[ \t](?:\n|$)|\n\n$/.test(value) &&
		!HIDDEN.test(value) &&
		!/\p{Surrogate}/u.test(value)
	);
}

function quoted(value: string): string {
	if (/\p{Surrogate}/u.test(value)) {
		throw new RangeError("YAML cannot hold half of a character");
	}
	return JSON.stringify(value).replace(EVERY_HIDDEN, (character) => {
		const hex = (character.codePointAt(0) ?? 0).toString(16);
		return hex.length > 4
			? `\\U${hex.padStart(8, "0")}`
			: `\\u${hex.padStart(4, "0")}`;
	});
}
