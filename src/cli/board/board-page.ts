import type { JsonObject } from "../../core/errors.ts";
import type { BoardPlace } from "../../engine/board-door.ts";
import { markOf } from "../page.ts";
import { type BoardColumn, columnsIn, worthMost } from "./board-column.ts";
import type { Canvas } from "./canvas.ts";
import { fittedLine, type Line, lineWidth, painted } from "./cells.ts";
import { columnsThatFit, inColumns } from "./in-columns.ts";
import { inSections, sectionsThatFit } from "./in-sections.ts";

/** From this width on columns stand beside each other. */
const WIDE = 110;

/** The answer of `board` as a page, its lines at most as wide and its length at most as long as the canvas. */
export function boardPage(
	board: JsonObject,
	place: BoardPlace,
	canvas: Canvas,
): readonly string[] {
	const { width, rows, look } = canvas;
	const columns = columnsIn(board);
	const head = headLine(board, place, canvas);
	const room = rows === undefined ? undefined : Math.max(1, rows - 2);
	const body = bodyOf(columns, { ...canvas, rows: room });
	const lines = [head, [], ...body].slice(0, rows);
	return lines.map((line) =>
		painted(fittedLine(line, width, markOf(look)), look.style),
	);
}

function bodyOf(
	columns: readonly BoardColumn[],
	canvas: Canvas,
): readonly Line[] {
	if (columns.length === 0)
		return [
			[{ text: "No tasks yet. `baton enroll --title …` puts one on it." }],
		];
	const isWide = canvas.width >= WIDE;
	const draw = isWide ? inColumns : inSections;
	const most = (rows: number | undefined) =>
		isWide ? columnsThatFit(canvas.width) : sectionsThatFit(rows);
	if (columns.length <= most(canvas.rows)) return draw(columns, canvas);
	const rows =
		canvas.rows === undefined ? undefined : Math.max(1, canvas.rows - 2);
	const kept = worthMost(columns, most(rows));
	const others = columns
		.filter((column) => !kept.includes(column))
		.map(({ status, count }) => `${count} ${status.replaceAll("_", " ")}`);
	return [
		...draw(kept, { ...canvas, rows }),
		[],
		[{ text: `Not shown: ${others.join(", ")}`, paint: "dim" }],
	];
}

/** Which board, how much is on it, and when. */
function headLine(
	{ open, overdue, count }: JsonObject,
	{ owner, repo, board }: BoardPlace,
	{ width, now, look }: Canvas,
): Line {
	const ended = Number(count) - Number(open);
	const late = Number(overdue) > 0 ? `, ${Number(overdue)} overdue` : "";
	const left: Line = [
		{ text: `${owner}/${repo}`, paint: "bold" },
		{ text: ` ${board}: ${Number(open)} open, ${ended} ended` },
		{ text: late, paint: "red" },
	];
	const time = `${now.slice(11, 19)}Z`;
	const space = width - lineWidth(left) - time.length;
	return space < 1
		? fittedLine(left, width, markOf(look))
		: [...left, { text: " ".repeat(space) }, { text: time, paint: "dim" }];
}
