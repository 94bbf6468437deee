import type { Json, JsonObject } from "../errors.ts";
import { type PlanProblem, problem } from "./problem.ts";

/** Reads what somebody wrote field by field and collects what is wrong with it, each thing with its place. */
export interface Reading {
	readonly problems: PlanProblem[];
}

/** A map that is being read, and its place. */
export interface Fields {
	readonly reading: Reading;
	readonly at: string;
	readonly map: JsonObject;
}

/** The value as a map that holds only fields of these names; an empty one, with the problem noted, when it is none. */
export function fieldsOf(
	reading: Reading,
	value: Json | undefined,
	{ at, known }: { readonly at: string; readonly known: readonly string[] },
): Fields {
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		reading.problems.push(
			problem(at, `It has to be a map with ${known.join(", ")}.`),
		);
		return { reading, at, map: {} };
	}
	const map = value as JsonObject;
	for (const name of Object.keys(map))
		if (!known.includes(name))
			reading.problems.push(
				problem(
					placeOf(at, name),
					`There is no such field; the fields here are ${known.join(", ")}.`,
				),
			);
	return { reading, at, map };
}

/** A field's text, undefined when it is absent or no text. Numbers are taken as they are written. */
export function text(fields: Fields, name: string): string | undefined {
	const value = fieldValue(fields, name);
	if (value === undefined || typeof value === "string") return value;
	if (typeof value === "number") return String(value);
	note(fields, name, "It has to be a text.");
	return undefined;
}

/** A field's text where one has to be; the empty text, with the problem noted, when there is none. */
export function neededText(fields: Fields, name: string): string {
	const value = text(fields, name);
	if (value === undefined && fieldValue(fields, name) === undefined)
		note(fields, name, "It is missing.");
	return value ?? "";
}

/** A field's whole number from 0 up, undefined when it is absent or something else. */
export function wholeNumber(fields: Fields, name: string): number | undefined {
	const value = fieldValue(fields, name);
	const number =
		typeof value === "string" && /^[0-9]{1,9}$/.test(value)
			? Number(value)
			: value;
	if (number === undefined) return undefined;
	if (typeof number === "number" && Number.isInteger(number) && number >= 0)
		return number;
	note(fields, name, "It has to be a whole number.");
	return undefined;
}

/** A field that holds one of these words, whatever its case; undefined when it is absent or another. */
export function oneOf<Word extends string>(
	fields: Fields,
	name: string,
	words: readonly Word[],
): Word | undefined {
	const value = fieldValue(fields, name);
	if (value === undefined) return undefined;
	const said = String(value).toLowerCase();
	const word = words.find((one) => one.toLowerCase() === said);
	if (word === undefined)
		note(
			fields,
			name,
			`${JSON.stringify(String(value).slice(0, 40))} is not one of ${words.join(", ")}.`,
		);
	return word;
}

/** A field's list of texts; empty when it is absent. A single text is a list of one. */
export function texts(fields: Fields, name: string): readonly string[] {
	const value = fieldValue(fields, name);
	if (typeof value === "string" || typeof value === "number")
		return [String(value)];
	return list(fields, name).flatMap((entry, index) => {
		if (typeof entry === "string" || typeof entry === "number")
			return [String(entry)];
		note(fields, `${name}[${index}]`, "It has to be a text.");
		return [];
	});
}

/** A field's list; empty when it is absent, and with the problem noted when it is something else. */
export function list(fields: Fields, name: string): readonly Json[] {
	const value = fieldValue(fields, name);
	if (value === undefined) return [];
	if (Array.isArray(value)) return value;
	note(fields, name, "It has to be a list.");
	return [];
}

/** A field's value; null is taken as absent. */
export function fieldValue({ map }: Fields, name: string): Json | undefined {
	const value = Object.hasOwn(map, name) ? map[name] : undefined;
	return value === null ? undefined : value;
}

/** Notes what is wrong with a field. */
export function note(fields: Fields, name: string, message: string): void {
	fields.reading.problems.push(problem(placeOf(fields.at, name), message));
}

/** Where a field stands: `phases[0].gate`. */
export function placeOf(at: string, name: string): string {
	return at === "" ? name : `${at}.${name}`;
}
