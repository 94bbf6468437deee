import type { JsonObject } from "../../core/errors.ts";
import type { BoardCard } from "./board-card.ts";
import type { Line } from "./cells.ts";

/** One status of the board, with the cards of it that are known. */
export interface BoardColumn {
	readonly status: string;
	readonly count: number;
	readonly limit?: number | undefined;
	readonly isFull: boolean;
	readonly overdue: number;
	readonly cards: readonly BoardCard[];
}

/** Statuses by how much one wants to see of them, where there is not room for all. */
const WORTH = [
	"in_progress",
	"review",
	"ready",
	"blocked",
	"dead_letter",
	"backlog",
	"done",
	"cancelled",
];

/** The columns of the verb's answer that hold anything, in the board's order. */
export function columnsIn({ columns }: JsonObject): readonly BoardColumn[] {
	return (columns as readonly JsonObject[])
		.map((column) => ({
			status: String(column.status),
			count: Number(column.count),
			limit: typeof column.limit === "number" ? column.limit : undefined,
			isFull: column.full === true,
			overdue: Number(column.overdue ?? 0),
			cards: column.tasks as readonly BoardCard[],
		}))
		.filter(({ count }) => count > 0);
}

/** At most so many columns, those worth most, still in the board's order. */
export function worthMost(
	columns: readonly BoardColumn[],
	most: number,
): readonly BoardColumn[] {
	const kept = [...columns].sort(byWorth).slice(0, most);
	return columns.filter((column) => kept.includes(column));
}

export function byWorth(a: BoardColumn, b: BoardColumn): number {
	return WORTH.indexOf(a.status) - WORTH.indexOf(b.status);
}

/** `IN PROGRESS 2/20, 1 overdue`. */
export function columnTitle({
	status,
	count,
	limit,
	isFull,
	overdue,
}: BoardColumn): Line {
	const of = limit === undefined ? "" : `/${limit}`;
	return [
		{ text: status.replaceAll("_", " ").toUpperCase(), paint: "bold" },
		{ text: ` ${count}${of}`, paint: isFull ? "red" : "dim" },
		...(overdue === 0
			? []
			: [{ text: `, ${overdue} overdue`, paint: "red" } as const]),
	];
}

/** The line that stands for cards that are not shown. */
export function moreLine(count: number): Line {
	return [{ text: `+${count} more`, paint: "dim" }];
}
