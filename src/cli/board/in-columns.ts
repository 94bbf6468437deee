import { markOf } from "../page.ts";
import { fitted, widthOf, wrapped } from "../text-width.ts";
import { type BoardCard, factsOn, priorityMark, textOf } from "./board-card.ts";
import { type BoardColumn, columnTitle, moreLine } from "./board-column.ts";
import type { Canvas } from "./canvas.ts";
import { type Cell, filledLine, fittedLine, type Line } from "./cells.ts";
import { joined } from "./in-sections.ts";

/** A narrower column holds no title. */
const LEAST_WIDTH = 26;
const GAP = 2;
/** Lines of a title, and of what is said below it. */
const TITLE_LINES = 2;
const FACT_LINES = 3;
/** Cards of a column where nothing else limits them. */
const MAX_CARDS = 20;

/** How many columns have room beside each other. */
export function columnsThatFit(width: number): number {
	return Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
}

/** The board as columns beside each other: for wide terminals. */
export function inColumns(
	columns: readonly BoardColumn[],
	canvas: Canvas,
): readonly Line[] {
	const width = Math.floor(
		(canvas.width - GAP * (columns.length - 1)) / columns.length,
	);
	const drawn = columns.map((column) =>
		drawColumn(column, { ...canvas, width }),
	);
	const height = Math.max(...drawn.map((lines) => lines.length));
	return Array.from({ length: height }, (_, row) =>
		drawn.flatMap((lines, index) => [
			...(index === 0 ? [] : [{ text: " ".repeat(GAP) }]),
			...filledLine(lines[row] ?? [], width),
		]),
	);
}

function drawColumn(column: BoardColumn, canvas: Canvas): readonly Line[] {
	const { width, look, rows = Number.POSITIVE_INFINITY } = canvas;
	const lines: Line[] = [fittedLine(columnTitle(column), width, markOf(look))];
	const { cards, count } = column;
	let shownCards = 0;
	for (const card of cards.slice(0, MAX_CARDS)) {
		const own = [[], ...cardLines(card, canvas)];
		const isLast = shownCards + 1 === count;
		// The line that tells how many are missing needs its place, and an empty one before it.
		if (lines.length + own.length + (isLast ? 0 : 2) > rows) break;
		lines.push(...own);
		shownCards += 1;
	}
	const left = count - shownCards;
	if (left > 0 && lines.length + 2 <= rows) lines.push([], moreLine(left));
	return lines;
}

/** Key, priority and title, then what else there is to say. */
function cardLines(card: BoardCard, canvas: Canvas): readonly Line[] {
	const { width, look } = canvas;
	const mark = markOf(look);
	const key = fitted(textOf(card.key, look), width - 4, mark);
	const isShort = widthOf(key) <= 8;
	const title = textOf(card.title, look);
	const head: Line = [
		{ text: key, paint: "bold" },
		{ text: " " },
		priorityMark(card),
	];
	// A short key has the beginning of the title beside it.
	const beside = isShort ? widthOf(key) + 4 : 2;
	const texts = wrapped(title, {
		width: width - beside,
		lines: TITLE_LINES,
		mark,
	});
	const indent = { text: " ".repeat(beside) };
	const body = texts.map((text, row) =>
		isShort && row === 0 ? [...head, { text: ` ${text}` }] : [indent, { text }],
	);
	return [
		...(isShort && texts.length > 0 ? [] : [head]),
		...body,
		...packed(factsOn(card, canvas), width - 2)
			.slice(0, FACT_LINES)
			.map((line) => [{ text: "  " }, ...fittedLine(line, width - 2, mark)]),
	];
}

/** Facts in lines, as many in each as have room. */
function packed(facts: readonly Cell[], width: number): readonly Line[] {
	const lines: Cell[][] = [];
	let left = 0;
	for (const fact of facts) {
		const own = widthOf(fact.text);
		const last = lines.at(-1);
		if (last === undefined || own + 2 > left) {
			lines.push([fact]);
			left = width - own;
		} else {
			last.push(fact);
			left -= own + 2;
		}
	}
	return lines.map(joined);
}
