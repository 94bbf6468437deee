import { markOf } from "../page.ts";
import { filled, fitted, widthOf } from "../text-width.ts";
import { type BoardCard, factsOn, priorityMark, textOf } from "./board-card.ts";
import {
	type BoardColumn,
	byWorth,
	columnTitle,
	moreLine,
} from "./board-column.ts";
import type { Canvas } from "./canvas.ts";
import { type Cell, fittedLine, type Line, lineWidth } from "./cells.ts";

/** A key is shown with at most so many cells: a task that is no issue has a long one. */
const MAX_KEY = 24;
/** What is over is only of so much interest. */
const MAX_ENDED = 5;

/** How many sections have room below each other: each needs an empty line, a title and two lines below it. */
export function sectionsThatFit(rows: number | undefined): number {
	return rows === undefined
		? Number.POSITIVE_INFINITY
		: Math.max(1, Math.floor((rows + 1) / 4));
}

/** The board as sections below each other, a line for each card: for narrow terminals. */
export function inSections(
	columns: readonly BoardColumn[],
	canvas: Canvas,
): readonly Line[] {
	const room = dealt(columns, canvas.rows);
	const keyWidth = Math.min(
		MAX_KEY,
		Math.max(
			0,
			...columns.flatMap(({ cards }) =>
				cards.map(({ key }) => widthOf(textOf(key, canvas.look))),
			),
		),
	);
	return columns.flatMap((column, index) => [
		...(index === 0 ? [] : [[]]),
		columnTitle(column),
		...cardLines(column, room.get(column) ?? 0, { canvas, keyWidth }),
	]);
}

/** How many lines each section has for its cards: one after the other gets one more, those worth most first. */
function dealt(
	columns: readonly BoardColumn[],
	rows: number | undefined,
): ReadonlyMap<BoardColumn, number> {
	const room = new Map<BoardColumn, number>();
	if (rows === undefined) {
		for (const column of columns) room.set(column, fullOf(column));
		return room;
	}
	let left = rows - (2 * columns.length - 1);
	const order = [...columns].sort(byWorth);
	for (let isDealt = true; isDealt && left > 0; ) {
		isDealt = false;
		for (const column of order) {
			const has = room.get(column) ?? 0;
			if (left <= 0 || has >= linesOf(column)) continue;
			room.set(column, has + 1);
			left -= 1;
			isDealt = true;
		}
	}
	return room;
}

/** Lines that a whole section takes, the one for what is beyond its known cards included. */
function linesOf({ cards, count }: BoardColumn): number {
	return cards.length + (count > cards.length ? 1 : 0);
}

function fullOf(column: BoardColumn): number {
	const isOver = column.status === "done" || column.status === "cancelled";
	return isOver ? Math.min(MAX_ENDED + 1, linesOf(column)) : linesOf(column);
}

function cardLines(
	{ cards, count }: BoardColumn,
	lines: number,
	{ canvas, keyWidth }: { readonly canvas: Canvas; readonly keyWidth: number },
): readonly Line[] {
	if (lines <= 0) return [];
	const fits = count <= lines && cards.length === count;
	const shownCards = cards.slice(0, fits ? lines : lines - 1);
	const left = count - shownCards.length;
	return [
		...shownCards.map((card) => cardLine(card, canvas, keyWidth)),
		...(left > 0 ? [[{ text: "  " }, ...moreLine(left)]] : []),
	];
}

/** Key, priority and title at the left, everything else at the right; each has half of the line when there is too much. */
function cardLine(card: BoardCard, canvas: Canvas, keyWidth: number): Line {
	const { width, look } = canvas;
	const mark = markOf(look);
	const key = filled(fitted(textOf(card.key, look), keyWidth, mark), keyWidth);
	const title = textOf(card.title, look);
	const facts = joined(factsOn(card, canvas));
	const room = width - keyWidth - 7;
	const own = Math.min(
		lineWidth(facts),
		Math.max(Math.floor(room / 2), room - widthOf(title)),
	);
	const titleWidth = room - own;
	return [
		{ text: `  ${key} `, paint: "bold" },
		priorityMark(card),
		{ text: ` ${filled(fitted(title, titleWidth, mark), titleWidth)} ` },
		...fittedLine(facts, own, mark),
	];
}

/** Facts with space between them. */
export function joined(facts: readonly Cell[]): Line {
	return facts.flatMap((fact, index) =>
		index === 0 ? [fact] : [{ text: "  " }, fact],
	);
}
