import type { Json, JsonObject } from "../core/errors.ts";
import { type Look, markOf, shown } from "./page.ts";
import { filled, fitted, widthOf } from "./text-width.ts";

/** A key, however long, leaves room for the rest. */
const MAX_CELLS = 26;
const GAP = 2;

/** Tasks as answers list them, a line each: key, status, priority, whose they are, and as much of the title as there is room for. */
export function taskTable(
	tasks: readonly JsonObject[],
	look: Look,
): readonly string[] {
	const rows = tasks.map((task) => cellsOf(task, look));
	const widths = [0, 1, 2, 3].map((at) =>
		Math.min(
			MAX_CELLS,
			Math.max(0, ...rows.map((row) => widthOf(row[at] ?? ""))),
		),
	);
	return rows.map((row) => lineOf(row, widths, look));
}

function lineOf(
	row: readonly string[],
	widths: readonly number[],
	look: Look,
): string {
	const mark = markOf(look);
	const cells = widths
		.map((width, at) => filled(fitted(row[at] ?? "", width, mark), width))
		.filter((_, at) => widths[at] !== 0);
	const before = cells.map((cell) => `${cell}${" ".repeat(GAP)}`).join("");
	const left = Math.max(10, look.width - widthOf(before));
	return `${before}${fitted(row[4] ?? "", left, mark)}`.trimEnd();
}

function cellsOf(task: JsonObject, look: Look): readonly string[] {
	const step = task.step as JsonObject | undefined;
	return [
		said(step?.address ?? task.key, look),
		said(task.status, look),
		task.priority === "normal" ? "" : said(task.priority, look),
		said(task.held_by ?? step?.role ?? task.assignee, look),
		[said(task.title, look), ...remarks(task, look)].join(" "),
	];
}

/** What is unusual about a task. */
function remarks(task: JsonObject, look: Look): readonly string[] {
	const waits = waitsFor(task).map((key) => said(key, look));
	const told = [
		...(task.until === undefined ? [] : [`until ${said(task.until, look)}`]),
		...(waits.length === 0 ? [] : [`after ${waits.join(", ")}`]),
		...(task.held === undefined ? [] : [`held: ${said(task.held, look)}`]),
		...(task.due === undefined
			? []
			: [
					`due ${said(task.due, look)}${task.overdue === true ? ", over" : ""}`,
				]),
	];
	return told.length === 0 ? [] : [`(${told.join("; ")})`];
}

function waitsFor(task: JsonObject): readonly (Json | undefined)[] {
	const { waits_for: waits, blocked_by: blockers = [] } = task;
	if (waits === undefined)
		return task.status === "blocked" ? (blockers as readonly Json[]) : [];
	return (waits as readonly JsonObject[]).map(({ key }) => key);
}

function said(value: Json | undefined, look: Look): string {
	return value === undefined || value === null
		? ""
		: shown(String(value), look);
}
