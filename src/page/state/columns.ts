import type { OwnTransitions, Status } from "../../core/status.ts";
import type { BoardAnswer, Card, ColumnAnswer, Quarantined } from "./card.ts";

/** A column of the board, its cards in order. */
export interface Column {
	readonly status: Status;
	readonly count: number;
	readonly limit?: number;
	readonly overdue: number;
	readonly cards: readonly Card[];
}

/** The board as the page has it. */
export interface BoardShown {
	readonly name: string;
	readonly columns: readonly Column[];
	readonly count: number;
	readonly open: number;
	readonly overdue: number;
	readonly head?: string;
	readonly quarantined: readonly Quarantined[];
	readonly quarantined_count?: number;
	readonly transitions?: OwnTransitions;
}

/** The whole board, from an answer that has all of it. */
export function boardFrom(answer: BoardAnswer): BoardShown {
	const { columns, quarantined = [], ...rest } = answer;
	return {
		...rest,
		quarantined,
		columns: columns.map(({ tasks, ...column }) => ({
			...column,
			cards: tasks,
		})),
	};
}

/**
 * The board with the cards of `keys` as an answer about these alone has them: each moves to where it is now, and those that are in
 * the answer no more are gone. Columns that did not change stay the same objects.
 */
export function withCards(
	board: BoardShown,
	answer: BoardAnswer,
	keys: ReadonlySet<string>,
): BoardShown {
	const fresh = new Map(
		answer.columns.map((column) => [column.status, column]),
	);
	const { columns: _columns, quarantined = [], ...sums } = answer;
	return {
		...sums,
		quarantined: [
			...board.quarantined.filter(({ key }) => !keys.has(key)),
			...quarantined,
		],
		columns: board.columns.map((column) =>
			columnWith(column, fresh.get(column.status), keys),
		),
	};
}

function columnWith(
	column: Column,
	answer: ColumnAnswer | undefined,
	keys: ReadonlySet<string>,
): Column {
	const staying = column.cards.filter(({ key }) => !keys.has(key));
	const coming = [...(answer?.tasks ?? [])].sort(
		(a, b) => (a.place ?? 0) - (b.place ?? 0),
	);
	const isSame =
		staying.length === column.cards.length &&
		coming.length === 0 &&
		answer?.count === column.count;
	if (isSame || answer === undefined) return column;
	const cards = [...staying];
	for (const card of coming) cards.splice(card.place ?? 0, 0, card);
	const { tasks: _tasks, ...sums } = answer;
	return { ...sums, cards };
}
