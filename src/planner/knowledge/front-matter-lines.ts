import type { FrontMatter } from "./front-matter.ts";
import {
	type FrontMatterValue,
	scalarOf,
	writtenValue,
} from "./front-matter-value.ts";

const MAX_LINE_CHARACTERS = 2_000;
const MAX_ENTRIES = 100;
const MAX_FLAWS = 5;

/** What is being read: the key whose list is open, if one is. */
interface Reading {
	readonly fields: Map<string, FrontMatterValue>;
	readonly flaws: string[];
	list: { readonly key: string; readonly entries: string[] } | undefined;
	/** True below a line that was not understood: what belongs to it is no flaw of its own. */
	isLost: boolean;
}

/** Reads the lines between the two `---`, of which the first is line 2 of its file. */
export function readLines(
	lines: readonly string[],
): Pick<FrontMatter, "fields" | "flaws"> {
	const reading: Reading = {
		fields: new Map(),
		flaws: [],
		list: undefined,
		isLost: false,
	};
	for (const [at, line] of lines.entries()) {
		const flaw =
			line.length > MAX_LINE_CHARACTERS
				? "is too long"
				: readLine(reading, line.trimEnd());
		if (flaw === undefined) continue;
		if (!reading.isLost && reading.flaws.length < MAX_FLAWS)
			// The first line of the file is the opening ---.
			reading.flaws.push(`line ${at + 2} ${flaw}`);
		reading.isLost = true;
	}
	return { fields: reading.fields, flaws: reading.flaws };
}

/** Takes one line in, or says what is wrong with it as the end of a sentence about the line. */
function readLine(reading: Reading, line: string): string | undefined {
	if (/^\s*(?:#|$)/.test(line)) return undefined;
	const item = /^\s*-(?:\s+(.*))?$/s.exec(line);
	if (item !== null) return readItem(reading, item[1] ?? "");
	const [, key, rest = ""] =
		/^([A-Za-z][\w-]*)\s*:(?:\s+(.*))?$/s.exec(line) ?? [];
	if (key === undefined)
		return "is not understood: write `key: text`, `key: [a, b]`, or `- item` lines below a key";
	reading.list = undefined;
	reading.isLost = false;
	if (reading.fields.has(key)) return `says ${key} again; the first one counts`;
	const value = writtenValue(rest);
	if (value === undefined)
		return `has a value for ${key} that is not understood: write a text or a list on one line, in quotes where it holds signs`;
	if (value === "" && !/^["']/.test(rest)) {
		reading.list = { key, entries: [] };
		reading.fields.set(key, reading.list.entries);
	} else reading.fields.set(key, value);
	return undefined;
}

function readItem({ list }: Reading, rest: string): string | undefined {
	if (list === undefined) return "is an item that belongs to no key";
	const entry = scalarOf(rest);
	if (entry === undefined)
		return `has an item of ${list.key} that is not understood`;
	if (list.entries.length >= MAX_ENTRIES)
		return `has one item too many: ${list.key} takes ${MAX_ENTRIES}`;
	if (entry !== "") list.entries.push(entry);
	return undefined;
}
