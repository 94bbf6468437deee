/**
 * How single values are written in our YAML. The printer goes by these rules and the quick reader takes nothing that breaks
 * them, so each is written down once. Stored bytes are compared in replay: the tables must never give another answer, and are
 * therefore spelt out here instead of taken from the runtime's Unicode version.
 */

/** A text of these characters alone holds nothing that is not seen; nearly every text is such a one. */
const ALL_ASCII = /^[\n\t -~]*$/;

/**
 * Characters that are not seen or that change how others are seen: unusual spaces, soft hyphen, joiners, direction marks,
 * fillers, line and paragraph separators, variation selectors, tags, byte order mark, noncharacters. Control characters are
 * matched apart.
 */
const HIDDEN =
	/(?![\n\t])\p{Cc}|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e0fff}]/u;
const EVERY_HIDDEN = new RegExp(HIDDEN, "gu");

/** Plain text as far as its signs go, when it is ASCII: runs of visible signs with a blank or a colon between. */
const PLAIN_ASCII =
	/^[A-Za-z0-9_/$(][!-9;-~]*(?:(?: (?!#|$)|:(?! |$))[!-9;-~]*)*$/;
/** The same for any text, in two parts. */
const PLAIN_START = /^(?:[A-Za-z0-9_/$(]|[^\0-\u00a0])/u;
const PLAIN_BREAKERS = /[\n\t]| $|:(?: |$)| #/;

/**
 * Words that some YAML reader takes for a boolean, null or a number, and what numbers, dates and times of YAML 1.1 and 1.2
 * can consist of.
 */
const NO_TEXT =
	/^(?:null|true|false|yes|no|on|off|y|n|nan|inf|infinity|[0-9_][0-9a-fxotz_,.:+\- ]*|e[0-9_.+-]*)$/i;

const LITERAL_BREAKERS = /^\s|[ \t](?:\n|$)|\n\n$/;

/** True for text that may stand without quotes, as a value or as a key. */
export function isPlain(text: string): boolean {
	if (NO_TEXT.test(text)) return false;
	if (PLAIN_ASCII.test(text)) return true;
	return (
		PLAIN_START.test(text) && !PLAIN_BREAKERS.test(text) && isAllSeen(text)
	);
}

/** True for text of several lines that a literal block keeps exactly and that no editor would tidy up. */
export function isLiteral(text: string): boolean {
	return text.includes("\n") && !LITERAL_BREAKERS.test(text) && isAllSeen(text);
}

/** Text in double quotes, on one line. Throws `RangeError` for half of a character, which YAML cannot hold. */
export function quoted(text: string): string {
	const json = JSON.stringify(text);
	if (ALL_ASCII.test(text)) return json;
	if (hasHalfCharacter(text)) {
		throw new RangeError("YAML cannot hold half of a character");
	}
	return json.replace(EVERY_HIDDEN, (character) => {
		const hex = (character.codePointAt(0) ?? 0).toString(16);
		return hex.length > 4
			? `\\U${hex.padStart(8, "0")}`
			: `\\u${hex.padStart(4, "0")}`;
	});
}

/** A number, -0 as 0. Throws `RangeError` for one that is not kept exactly. */
export function numberText(value: number): string {
	if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
		throw new RangeError(`YAML cannot hold the number ${value} exactly`);
	}
	if (Number.isInteger(value)) return String(value);
	// YAML 1.1 takes an exponent for a number only behind a decimal point.
	return String(value).replace(/^(-?\d)e/, "$1.0e");
}

/** True for text with half of a surrogate pair. */
export function hasHalfCharacter(text: string): boolean {
	return /\p{Surrogate}/u.test(text);
}

function isAllSeen(text: string): boolean {
	return ALL_ASCII.test(text) || !(HIDDEN.test(text) || hasHalfCharacter(text));
}
