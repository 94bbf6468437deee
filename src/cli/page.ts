import { oneLine } from "../planner/words.ts";
import type { Style } from "./style.ts";
import { fitted, wrapped } from "./text-width.ts";

/** How a page is to look: cells in a line, signs instead of blocks where the terminal has none, and the colours. */
export interface Look {
	readonly width: number;
	readonly ascii: boolean;
	readonly style: Style;
}

/** The longest text of somebody's that is looked at. */
const MAX_CHARACTERS = 2_000;

/** A text of somebody's as one line that steers no terminal; where there is only ASCII every other character is a `?`. */
export function shown(text: string, { ascii }: Pick<Look, "ascii">): string {
	const line = oneLine(text, MAX_CHARACTERS);
	return ascii ? line.replace(/[^\x20-\x7e]/gu, "?") : line;
}

/** What stands for the rest of a text that is cut. */
export function markOf({ ascii }: Pick<Look, "ascii">): string {
	return ascii ? "..." : "…";
}

/** Lines under a heading, behind an empty line. Nothing where there are no lines. */
export function section(
	heading: string,
	lines: readonly string[],
	look: Look,
): readonly string[] {
	return lines.length === 0 ? [] : ["", ...titled(heading, look), ...lines];
}

/** A heading, cut to the page. */
export function titled(heading: string, look: Look): readonly string[] {
	return [look.style.bold(fitted(heading, look.width, markOf(look)))];
}

/** A text of somebody's or of ours, broken to the page and set in. */
export function paragraph(
	text: string,
	look: Look,
	{
		indent = 2,
		lines = 3,
	}: { readonly indent?: number; readonly lines?: number } = {},
): readonly string[] {
	return wrapped(shown(text, look), {
		width: look.width - indent,
		lines,
		mark: markOf(look),
	}).map((line) => `${" ".repeat(indent)}${line}`);
}

/** Says how many entries of a list are left out, if any are. */
export function andMore(left: number, look: Look): readonly string[] {
	return left <= 0 ? [] : paragraph(`and ${left} more: see --json`, look);
}
