import type { Json, JsonObject } from "../core/errors.ts";
import { filled, widthOf } from "./text-width.ts";

/** Nothing is nested deeper than an answer's own lists of objects. */
const MAX_DEPTH = 8;
/** What steers a terminal, or turns the direction of a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The data of an answer as lines for a reader: names in a column, lists and what is nested set in. */
export function dataText(data: JsonObject): string {
	return objectLines(data, 0).join("\n");
}

/** A text of somebody's in its own lines, none of which steers a terminal. */
export function safeLines(text: string): readonly string[] {
	return text
		.split(/\r\n|\r|\n/)
		.map((line) => line.replaceAll("\t", "  ").replace(UNSEEN, "�"));
}

function objectLines(data: JsonObject, depth: number): readonly string[] {
	const entries = Object.entries(data).filter(
		([, value]) => value !== undefined && !isEmpty(value),
	);
	const flat = entries.filter(([, value]) => isFlat(value));
	const width = Math.max(0, ...flat.map(([name]) => widthOf(name)));
	return entries.flatMap(([name, value]) => {
		const [first = "", ...more] = valueLines(value, depth);
		return isFlat(value)
			? [
					`${filled(`${name}:`, width + 1)} ${first}`,
					...more.map((line) => `${" ".repeat(width + 2)}${line}`),
				]
			: [`${name}:`, ...[first, ...more].map((line) => `  ${line}`)];
	});
}

function valueLines(value: Json | undefined, depth: number): readonly string[] {
	if (depth >= MAX_DEPTH) return safeLines(JSON.stringify(value));
	if (isList(value) && !isFlat(value))
		return value.flatMap((item) => {
			const [first = "", ...more] = valueLines(item, depth + 1);
			return [`- ${first}`, ...more.map((line) => `  ${line}`)];
		});
	if (isList(value)) return safeLines(value.join(", "));
	if (typeof value === "object" && value !== null)
		return objectLines(value as JsonObject, depth + 1);
	return safeLines(value === null ? "none" : String(value));
}

/** What fits behind its name: a value, or a list of short ones. */
function isFlat(value: Json | undefined): boolean {
	if (!isList(value)) return typeof value !== "object" || value === null;
	return value.every(
		(item) => typeof item !== "object" && !String(item).includes("\n"),
	);
}

function isList(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value);
}

function isEmpty(value: Json | undefined): boolean {
	return (
		typeof value === "object" &&
		value !== null &&
		Object.keys(value).length === 0
	);
}
