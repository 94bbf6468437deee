import { readLines } from "./front-matter-lines.ts";
import type { FrontMatterValue } from "./front-matter-value.ts";

/** What stood between the two `---` at the start of a page, as far as it could be read. */
export interface FrontMatter {
	readonly fields: ReadonlyMap<string, FrontMatterValue>;
	/** The text behind it; all of the text where there is none. */
	readonly body: string;
	/** What could not be read, each with its line; at most five. */
	readonly flaws: readonly string[];
}

const MAX_LINES = 200;

/**
 * Reads the front matter of a page: `key: text`, `key: [a, b]`, and a key with `- item` lines below it. Anything else is a flaw
 * of its line, and the rest is read all the same. Never throws.
 */
export function frontMatterOf(source: string): FrontMatter {
	const text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
	const none = { fields: new Map<string, FrontMatterValue>(), body: text };
	if (!/^---[^\S\n]*(?:\n|$)/.test(text)) return { ...none, flaws: [] };
	const lines = text.split("\n", MAX_LINES + 2);
	const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === "---");
	if (end < 0)
		return {
			...none,
			flaws: [
				`line 1 begins a front matter that no --- closes within ${MAX_LINES} lines; it is taken as text`,
			],
		};
	const head = lines.slice(0, end + 1).join("\n").length;
	return { ...readLines(lines.slice(1, end)), body: text.slice(head + 1) };
}
