import { withoutComments, withoutHidden } from "./plain-text.ts";

/** Longer runs would make the fence itself long; to a reader they say the same. */
const LONGEST_RUN = 12;

/** Somebody's text as data: in a fence longer than any inside, without hidden characters and HTML comments. */
export function fenced(untrusted: string): string {
	const text = harmless(untrusted).trimEnd().replace(/^\n+/, "");
	const longest = (text.match(/`+|~+/g) ?? []).reduce(
		(most, run) => Math.max(most, run.length),
		2,
	);
	const fence = "`".repeat(longest + 1);
	return `${fence}text\n${text}\n${fence}`;
}

/** Text of several lines as a quotation: every line is marked, so none of them can begin a section or end a fence. */
export function quoted(text: string): string {
	return harmless(text)
		.trim()
		.split("\n")
		.map((line) => `> ${line}`.trimEnd())
		.join("\n");
}

/** A short text as inline code that nothing in it can end. */
export function inlineCode(text: string): string {
	const line = harmless(text).replace(/\s+/g, " ").trim();
	const longest = (line.match(/`+/g) ?? []).reduce(
		(most, run) => Math.max(most, run.length),
		0,
	);
	const ticks = "`".repeat(longest + 1);
	const pad = longest > 0 ? " " : "";
	if (line === "") return "` `";
	return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A text without what cannot be seen, without HTML comments, and without runs that would make a fence long. */
export function harmless(text: string): string {
	return withoutComments(withoutHidden(text)).replace(/`{13,}|~{13,}/g, (run) =>
		run.slice(0, LONGEST_RUN),
	);
}
