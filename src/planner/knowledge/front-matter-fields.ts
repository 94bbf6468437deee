import { oneLine } from "../words.ts";
import type { FrontMatter } from "./front-matter.ts";

const MAX_ENTRIES = 30;
const ENTRY_CHARACTERS = 200;

/** Takes what is wrong with a page, as the end of a sentence about its file. */
export type Warn = (reason: string) => void;

/** A text; nothing where there is none. */
export function textOf(
	{ fields }: FrontMatter,
	key: string,
	warn: Warn,
): string {
	const value = fields.get(key) ?? "";
	if (typeof value === "string") return value;
	if (value.length > 0) warn(`has a list as its ${key}; a text belongs there`);
	return "";
}

/** A list; a text by itself is one as well, with commas between its entries. */
export function entriesOf(
	{ fields }: FrontMatter,
	key: string,
	warn: Warn,
): readonly string[] {
	const value = fields.get(key) ?? [];
	const written = typeof value === "string" ? value.split(",") : value;
	const entries = [...new Set(written.map((entry) => entry.trim()))].filter(
		(entry) => entry !== "",
	);
	const kept = entries
		.filter((entry) => entry.length <= ENTRY_CHARACTERS)
		.slice(0, MAX_ENTRIES);
	if (kept.length < entries.length)
		warn(
			`has more ${key} than are read: ${MAX_ENTRIES} of at most ${ENTRY_CHARACTERS} characters`,
		);
	return kept;
}

/** One of some words, in any case; undefined where there is none of them. */
export function oneOf<Choice extends string>(
	front: FrontMatter,
	key: string,
	choices: readonly Choice[],
	warn: Warn,
): Choice | undefined {
	const said = textOf(front, key, warn).trim().toLowerCase();
	const choice = choices.find((one) => one === said);
	if (choice === undefined && said !== "")
		warn(
			`has the ${key} ${JSON.stringify(oneLine(said, 40))}; it is one of ${choices.join(", ")}`,
		);
	return choice;
}
