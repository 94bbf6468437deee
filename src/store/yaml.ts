import { parseDocument } from "yaml";
import type { Json } from "../core/errors.ts";
import {
	FORBIDDEN_KEYS,
	guardYaml,
	lineAt,
	type YamlLimits,
	type YamlRefusal,
} from "./yaml-guard.ts";
import { parseYamlSubset } from "./yaml-subset.ts";

export type { YamlLimits, YamlRefusal } from "./yaml-guard.ts";
export { printYaml } from "./yaml-print.ts";

/** What a comment or an API call may carry. */
export const PAYLOAD_LIMITS: YamlLimits = {
	bytes: 64 * 1024,
	depth: 32,
	keys: 2_000,
	keysPerMap: 1_000,
	tokens: 10_000,
};

/** What a document on the board's branch may be. */
export const DOCUMENT_LIMITS: YamlLimits = {
	bytes: 512 * 1024,
	depth: 32,
	keys: 20_000,
	keysPerMap: 1_000,
	tokens: 100_000,
};

/** Plain data, or why there is none. */
export type YamlResult =
	| { readonly ok: true; readonly value: Json }
	| YamlRefusal;

/**
 * Reads one YAML 1.2 document, or JSON text, from an untrusted source into plain data: ordinary objects, arrays, strings,
 * safe numbers, booleans and null. Empty text is null. What is refused comes back as a value with a reason in plain words
 * and, where it has a place, a 1-based line; nothing is thrown and no warning is printed. Time grows with the size of the
 * text and, within one map, with the square of its keys, which `limits` bounds.
 */
export function parseYaml(text: string, limits: YamlLimits): YamlResult {
	const refusal = guardYaml(text, limits);
	if (refusal !== undefined) return refusal;
	const document = parseDocument(text, {
		schema: "core",
		version: "1.2",
		strict: true,
		uniqueKeys: true,
		stringKeys: true,
		merge: false,
		prettyErrors: false,
		logLevel: "silent",
	});
	const error = document.errors[0];
	if (error !== undefined) {
		return {
			ok: false,
			reason: PARSER_REASONS[error.code] ?? "it is not valid YAML",
			line: lineAt(text, error.pos[0]),
		};
	}
	const value = document.toJS({ maxAliasCount: 0 }) as Json;
	const reason = flawOf(value, limits.depth);
	return reason === undefined ? { ok: true, value } : { ok: false, reason };
}

/**
 * Reads a document of the board's branch: what `printYaml` printed in one quick pass, anything else like `parseYaml` under
 * `DOCUMENT_LIMITS`. The result is the same on both ways.
 */
export function parseStoredYaml(text: string): YamlResult {
	const value = parseYamlSubset(text, DOCUMENT_LIMITS);
	return value === undefined
		? parseYaml(text, DOCUMENT_LIMITS)
		: { ok: true, value };
}

/** Why a value that was read may not be used, if so. The guard has bounded the depth this recursion can reach. */
function flawOf(value: Json, depth: number): string | undefined {
	if (typeof value === "number") return numberFlaw(value);
	if (typeof value === "string") return stringFlaw(value);
	if (value === null || typeof value !== "object") return undefined;
	if (depth === 0) return "it is nested too deeply";
	for (const key of Array.isArray(value) ? [] : Object.keys(value)) {
		if (FORBIDDEN_KEYS.has(key)) return `the key \`${key}\` is not allowed`;
		const flaw = stringFlaw(key);
		if (flaw !== undefined) return flaw;
	}
	for (const child of Object.values(value)) {
		const flaw = flawOf(child as Json, depth - 1);
		if (flaw !== undefined) return flaw;
	}
	return undefined;
}

function numberFlaw(value: number): string | undefined {
	if (!Number.isFinite(value)) return "a number is infinite or not a number";
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
		return "a number is too large to be kept exactly; write it as a quoted string";
	}
	return undefined;
}

function stringFlaw(value: string): string | undefined {
	return /\p{Surrogate}/u.test(value)
		? "a string holds half of a character (a lone surrogate)"
		: undefined;
}

/** The parser's findings in the words of someone who writes a few lines of YAML; its own words may quote the whole text. */
const PARSER_REASONS: Readonly<Record<string, string>> = {
	BAD_DQ_ESCAPE: "a text in double quotes holds an escape that does not exist",
	BAD_INDENT: "a line is not indented like the lines it belongs to",
	BAD_SCALAR_START: "a text starts with a sign that needs quotes around it",
	BLOCK_AS_IMPLICIT_KEY:
		"there is a second colon on a line; put quotes around the text",
	BLOCK_IN_FLOW: "lines in brackets hold a list or map without brackets",
	DUPLICATE_KEY: "a key occurs twice in one map",
	KEY_OVER_1024_CHARS: "a key is longer than 1,024 characters",
	MISSING_CHAR: "a quote, bracket, comma or colon is missing",
	MULTILINE_IMPLICIT_KEY: "a key runs over more than one line",
	MULTIPLE_DOCS: "it holds more than one document",
	NON_STRING_KEY: "a key is not a simple text",
	TAB_AS_INDENT: "a line is indented with a tab; use spaces",
};
