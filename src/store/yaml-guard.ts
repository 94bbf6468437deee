import { CST, Lexer } from "yaml";
import {
	newShape,
	type Shape,
	type ShapeLimits,
	stepShape,
} from "./yaml-shape.ts";

/** Bounds of a text that is to be parsed: UTF-8 bytes, lexical tokens (words, signs, line ends), nesting and keys. */
export interface YamlLimits extends ShapeLimits {
	readonly bytes: number;
	readonly tokens: number;
}

/** Why a text was not read: `reason` completes the sentence "it was refused because …"; `line` is 1-based. */
export interface YamlRefusal {
	readonly ok: false;
	readonly reason: string;
	readonly line?: number;
}

/** Keys that plain objects give a meaning of their own; they are neither read nor printed. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
	"__proto__",
	"constructor",
	"prototype",
]);

/**
 * Looks at a text before any parser does, in linear time and without recursion: the parser aborts the process on deep
 * nesting and is quadratic in the keys of a map. Undefined when the text is within the limits and uses no feature of YAML
 * beyond maps, lists and scalars; the text may still be malformed.
 */
export function guardYaml(
	text: string,
	limits: YamlLimits,
): YamlRefusal | undefined {
	if (text.length > limits.bytes || Buffer.byteLength(text) > limits.bytes) {
		return {
			ok: false,
			reason: `it is larger than ${limits.bytes / 1024} kB`,
		};
	}
	for (const [pattern, reason] of TEXT_FLAWS) {
		const at = text.search(pattern);
		if (at !== -1) return { ok: false, reason, line: lineAt(text, at) };
	}
	return tokenFlaw(text, limits);
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
	let line = 1;
	let at = text.indexOf("\n");
	while (at !== -1 && at < offset) {
		line += 1;
		at = text.indexOf("\n", at + 1);
	}
	return line;
}

const TEXT_FLAWS: readonly (readonly [RegExp, string])[] = [
	[/\ufeff/, "it holds a byte order mark"],
	[/(?![\t\n\r])\p{Cc}/u, "it holds a control character"],
	[/\r(?!\n)/, "it holds a carriage return that ends no line"],
	[/\p{Surrogate}/u, "it holds half of a character (a lone surrogate)"],
	[
		/(?:^|\n)(?:<{7}|={7}|>{7}|\|{7})(?:[ \r\n]|$)/,
		"it holds a merge conflict marker",
	],
];

const TOKEN_FLAWS: Readonly<Record<string, string>> = {
	anchor: "anchors (`&name`) are not supported; write the value out",
	alias: "aliases (`*name`) are not supported; write the value out",
	tag: "tags (`!name`) are not supported; quote text that starts with `!`",
	"directive-line": "directives (`%`) are not supported",
	"explicit-key-ind": "keys written with `?` are not supported",
	"doc-end": "the document may not be ended with `...`",
	"byte-order-mark": "it holds a byte order mark",
	"flow-error-end": "a bracket is not closed, or its lines are not indented",
};

function tokenFlaw(text: string, limits: YamlLimits): YamlRefusal | undefined {
	const shape = newShape(limits);
	let offset = 0;
	let atScalar = false;
	let tokens = 0;
	for (const source of new Lexer().lex(text)) {
		const type: string | null = atScalar ? "scalar" : CST.tokenType(source);
		const isMark = !atScalar && (type === "scalar" || type === "doc-mode");
		atScalar = !atScalar && type === "scalar";
		if (isMark) continue;
		if (type !== "space") tokens += 1;
		const reason =
			tokens > limits.tokens
				? `it has more than ${limits.tokens} words, signs and lines`
				: tokenReason(shape, { type, source, offset });
		if (reason !== undefined) {
			return { ok: false, reason, line: lineAt(text, offset) };
		}
		offset += source.length;
	}
	return undefined;
}

function tokenReason(
	shape: Shape,
	token: { type: string | null; source: string; offset: number },
): string | undefined {
	const { type } = token;
	if (type === null) return "there is text where none can stand";
	return TOKEN_FLAWS[type] ?? stepShape(shape, { ...token, type });
}
