import type { Json } from "../core/errors.ts";
import {
	hasHalfCharacter,
	isLiteral,
	isPlain,
	numberText,
	quoted,
} from "./yaml-scalar.ts";

/** A value and where the line starts that follows it. */
export interface LiteralBlock {
	readonly value: string;
	readonly next: number;
}

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What needs no unescaping. */
const BARE_QUOTED = /^[ !#-[\]-~]*$/;
/** The one escape of the printer's that JSON does not have. */
const LONG_ESCAPE = /\\U000(e0[0-9a-f]{3})/g;

/** Reads a value without quotes: a word, a number, an empty list or map. Undefined unless the printer would write it so. */
export function readUnquoted(source: string): Json | undefined {
	switch (source) {
		case "null":
			return null;
		case "true":
			return true;
		case "false":
			return false;
		case "[]":
			return [];
		case "{}":
			return {};
		default:
			return isPlain(source) ? source : readNumber(source);
	}
}

function readNumber(source: string): number | undefined {
	const value = Number(source);
	const isExact = Math.abs(value) <= Number.MAX_SAFE_INTEGER;
	return isExact && numberText(value) === source ? value : undefined;
}

/** Reads what stands between double quotes. Undefined unless the printer would escape its characters in just this way. */
export function readQuoted(inner: string): string | undefined {
	if (BARE_QUOTED.test(inner)) return inner;
	const source = `"${inner}"`;
	let value: unknown;
	try {
		// An escaped backslash before a U is misread here, which the comparison below finds out.
		value = JSON.parse(
			source.replace(LONG_ESCAPE, (_, hex: string) =>
				String.fromCodePoint(Number.parseInt(hex, 16)),
			),
		);
	} catch {
		return undefined;
	}
	if (typeof value !== "string" || hasHalfCharacter(value)) return undefined;
	return quoted(value) === source ? value : undefined;
}

/** Where a text in double quotes ends: the index of the quote that closes the one at `at`, -1 when none does before `end`. */
export function closingQuote(text: string, at: number, end: number): number {
	for (let index = at + 1; index < end; index++) {
		const code = text.charCodeAt(index);
		if (code === QUOTE) return index;
		if (code === BACKSLASH) index++;
	}
	return -1;
}

/**
 * Reads a literal block from the line that starts at `start`, its lines indented by `indent` spaces; `endsLine` tells `|` from
 * `|-`. Undefined unless the printer would write its text in just this way. Every line of `text` ends in a line feed.
 */
export function readLiteral(
	text: string,
	start: number,
	{ indent, endsLine }: { indent: number; endsLine: boolean },
): LiteralBlock | undefined {
	const padding = " ".repeat(indent);
	let next = start;
	while (next < text.length) {
		const isEmpty = text.charCodeAt(next) === LINE_FEED;
		if (!isEmpty && !text.startsWith(padding, next)) break;
		next = text.indexOf("\n", next) + 1;
	}
	if (!text.startsWith(padding, start)) return undefined;
	const body = text
		.slice(start + indent, endsLine ? next : next - 1)
		.replaceAll(`\n${padding}`, "\n");
	const isPrinted = body.endsWith("\n") === endsLine && isLiteral(body);
	return isPrinted ? { value: body, next } : undefined;
}
