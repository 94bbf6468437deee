import type { Json } from "../core/errors.ts";
import { FORBIDDEN_KEYS } from "./yaml-guard.ts";
import { isLiteral, isPlain, numberText, quoted } from "./yaml-scalar.ts";

/** An implicit key may be 1,024 characters long in YAML; this leaves room for its quotes. */
export const MAX_KEY_UNITS = 1_000;

/**
 * Prints plain data as one YAML 1.2 document in block style: keys in the order given, lists indented under their key,
 * multi-line text as literal blocks where these keep it exactly. Undefined values of objects are left out. Equal data gives
 * equal bytes in every version of this function, since stored bytes are compared in replay. -0 is printed as 0.
 *
 * Throws on what the reader would not give back: functions, instances of classes, undefined in lists, infinite or unsafe
 * numbers, lone surrogates, forbidden or overlong keys.
 */
export function printYaml(value: Json): string {
	return `${node(value, typeof value === "string" ? "\n  " : "\n")}\n`;
}

/** The text of a node whose first line is already indented; `lineBreak` is what its further lines start with. */
function node(value: Json, lineBreak: string): string {
	if (typeof value === "string") return stringNode(value, lineBreak);
	if (typeof value === "number") return numberText(value);
	if (typeof value === "boolean" || value === null) return String(value);
	return Array.isArray(value)
		? listNode(value, lineBreak)
		: mapNode(value, lineBreak);
}

function listNode(list: readonly Json[], lineBreak: string): string {
	let text = "";
	// A hole in a list is met as undefined, which `mapNode` refuses.
	for (const item of list) {
		if (text !== "") text += lineBreak;
		text += `- ${node(item, `${lineBreak}  `)}`;
	}
	return text === "" ? "[]" : text;
}

function mapNode(map: unknown, lineBreak: string): string {
	checkPlainObject(map);
	const below = `${lineBreak}  `;
	let text = "";
	for (const key of Object.keys(map)) {
		const value = map[key];
		if (value === undefined) continue;
		if (text !== "") text += lineBreak;
		text += keyNode(key);
		const child = node(value, below);
		const isOnItsOwnLines =
			typeof value === "object" &&
			value !== null &&
			child !== "[]" &&
			child !== "{}";
		text += isOnItsOwnLines ? below : " ";
		text += child;
	}
	return text === "" ? "{}" : text;
}

function checkPlainObject(
	value: unknown,
): asserts value is Record<string, Json | undefined> {
	if (typeof value !== "object" || value === null) {
		throw new TypeError(`YAML cannot hold a value of type ${typeof value}`);
	}
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) {
		throw new TypeError("YAML cannot hold an instance of a class");
	}
}

function keyNode(key: string): string {
	if (FORBIDDEN_KEYS.has(key))
		throw new RangeError(`the key ${key} is not allowed`);
	const text = isPlain(key) ? key : quoted(key);
	if (text.length > MAX_KEY_UNITS) throw new RangeError("a key is too long");
	return `${text}:`;
}

function stringNode(value: string, lineBreak: string): string {
	if (isPlain(value)) return value;
	if (!isLiteral(value)) return quoted(value);
	const endsLine = value.endsWith("\n");
	const lines = endsLine ? value.slice(0, -1) : value;
	// Empty lines stay empty, without the indentation of the others.
	const body = lines.replace(/\n(?!\n)/g, lineBreak);
	return `${endsLine ? "|" : "|-"}${lineBreak}${body}`;
}
