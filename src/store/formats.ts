import type { Json, JsonObject } from "../core/errors.ts";
import { FORMAT } from "../schema/documents.ts";
import { BOARD_FILE, taskOfPath } from "./layout.ts";
import { parseStoredYaml, printYaml } from "./yaml.ts";

/**
 * Makes a document of the next format out of one of this. `path` tells which document it is. Pure: every process that takes
 * the step has to come to the same bytes.
 */
export type FormatStep = (document: JsonObject, path: string) => JsonObject;

/** What a build reads and writes. */
export interface Formats {
	/** The format of every document it writes. */
	readonly format: number;
	/** The newest rules it decides by. */
	readonly rules: number;
	/** By older format the step to the next one. Formats without a way up to `format` cannot be read. */
	readonly steps: ReadonlyMap<number, FormatStep>;
}

/** The newest rules that this version decides by. */
export const RULES = 1;

/** This version's formats. There is one so far, so no step leads to it. */
export const FORMATS: Formats = {
	format: FORMAT,
	rules: RULES,
	steps: new Map(),
};

/** A document's plain data; undefined for what is no document or cannot be read as one. */
export function documentOf(
	bytes: Uint8Array | undefined,
): JsonObject | undefined {
	if (bytes === undefined) return undefined;
	const parsed = parseStoredYaml(new TextDecoder().decode(bytes));
	const { value } = parsed.ok ? parsed : { value: undefined };
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as JsonObject)
		: undefined;
}

/** Bytes of a document, its fields in the order they have. */
export function printDocument(document: JsonObject): Uint8Array {
	return new TextEncoder().encode(printYaml(document as Json));
}

/** True for the path of a document that carries a format; what people put elsewhere on the branch is none of ours. */
export function isDocumentPath(path: string): boolean {
	return (
		path === BOARD_FILE ||
		(path.endsWith(".yaml") &&
			(taskOfPath(path) !== undefined ||
				/^(agents|memory|learned)\//.test(path)))
	);
}

/**
 * A document brought up to the format that is written. Undefined when it is there already, is newer, or cannot be read: nothing
 * that could not be read is written over.
 */
export function broughtUp(
	path: string,
	bytes: Uint8Array | undefined,
	{ format, steps }: Formats,
): Uint8Array | undefined {
	let document = documentOf(bytes);
	let at = document?.format;
	if (document === undefined || typeof at !== "number" || at >= format)
		return undefined;
	for (; at < format; at++) {
		const step = steps.get(at);
		if (step === undefined) return undefined;
		document = { ...step(document, path), format: at + 1 };
	}
	return printDocument(document);
}
