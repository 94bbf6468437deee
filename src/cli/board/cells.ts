import type { Style } from "../style.ts";
import { filled, fitted, widthOf } from "../text-width.ts";

/** A piece of a line and how it stands out. Colours have no width, so they are put on once everything has its place. */
export interface Cell {
	readonly text: string;
	readonly paint?: keyof Style | undefined;
}

export type Line = readonly Cell[];

/** Cells of a terminal that a line takes. */
export function lineWidth(line: Line): number {
	return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** A line cut to so many cells, with a mark where something is missing. */
export function fittedLine(line: Line, width: number, mark: string): Line {
	if (lineWidth(line) <= width) return line;
	const cut: Cell[] = [];
	let left = width;
	for (const cell of line) {
		const own = widthOf(cell.text);
		// What follows has to be marked as missing, and needs room for that.
		if (own > left - widthOf(mark)) {
			cut.push({ ...cell, text: fitted(`${cell.text}${mark}`, left, mark) });
			break;
		}
		cut.push(cell);
		left -= own;
	}
	return cut;
}

/** A line of exactly so many cells. */
export function filledLine(line: Line, width: number): Line {
	const left = width - lineWidth(line);
	return left <= 0 ? line : [...line, { text: filled("", left) }];
}

/** A line as it is printed, without spaces at its end. */
export function painted(line: Line, style: Style): string {
	const last = line.findLastIndex(({ text }) => text.trimEnd() !== "");
	return line
		.slice(0, last + 1)
		.map(({ text, paint }, index) => {
			const kept = index === last ? text.trimEnd() : text;
			return paint === undefined ? kept : style[paint](kept);
		})
		.join("");
}
