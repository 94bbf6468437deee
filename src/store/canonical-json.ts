/** Characters that have no business in a commit message as themselves: they would be references, mentions or invisible. */
const ESCAPED =
	/[#@\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * JSON with sorted keys and no spaces, one line, where `#`, `@`, control, bidi and invisible characters are `\uNNNN`:
 * equal values have equal text, and the text is inert wherever git shows it.
 */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(sorted(value)).replace(
		ESCAPED,
		(character) =>
			`\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(
		([, item]) => item !== undefined,
	);
	return Object.fromEntries(
		entries
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, item]) => [key, sorted(item)]),
	);
}
