import type { OwnTransitions, Status } from "../../core/status.ts";
import type { BoardAnswer, Card, ColumnAnswer, Quarantined } from "./card.ts";
import type { FeedEvent } from "./live.ts";

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
 * The board with the cards of `asked`, and of others that the answer has, as an answer about these has them: each moves to where it
 * is now, and those that are in the answer no more are gone. Columns that did not change stay the same objects. A card that moved
 * since, without its event being heard, stays behind the others until then.
 */
export function withCards(
	board: BoardShown,
	answer: BoardAnswer,
	asked: ReadonlySet<string>,
): BoardShown {
	const fresh = new Map(
		answer.columns.map((column) => [column.status, column]),
	);
	const told = answer.columns.flatMap(({ tasks }) =>
		tasks.map(({ key }) => key),
	);
	const changed = new Set([...asked, ...told]);
	const { columns: _columns, quarantined = [], ...sums } = answer;
	return {
		...sums,
		quarantined: [
			...board.quarantined.filter(({ key }) => !changed.has(key)),
			...quarantined,
		],
		columns: board.columns.map((column) =>
			columnWith(column, fresh.get(column.status), changed),
		),
	};
}

function columnWith(
	column: Column,
	answer: ColumnAnswer | undefined,
	changed: ReadonlySet<string>,
): Column {
	if (answer === undefined) return column;
	const { tasks, keys, ...sums } = answer;
	const staying = column.cards.filter(({ key }) => !changed.has(key));
	const known = new Map([...staying, ...tasks].map((card) => [card.key, card]));
	const ordered = keys?.flatMap((key) => known.get(key) ?? []) ?? [];
	const inOrder = new Set(ordered);
	const rest = staying.filter((card) => !inOrder.has(card));
	const cards = [...ordered, ...rest];
	const isSame =
		cards.length === column.cards.length &&
		cards.every((card, index) => card === column.cards[index]) &&
		column.count === sums.count &&
		column.limit === sums.limit &&
		column.overdue === sums.overdue;
	return isSame ? column : { ...sums, cards };
}

/** Commands after which tasks that no event names may count others than before. */
const REARRANGING: readonly (string | undefined)[] = ["parent", "unparent"];

/**
 * The tasks whose cards events have changed, with those that they are shown to be part of. Undefined where an event is about the
 * whole board: one that is about no task, such as another config, what somebody wrote by hand, or another order of parts.
 */
export function tasksIn(
	events: readonly Pick<FeedEvent, "kind" | "op" | "task" | "others">[],
	{ columns }: BoardShown,
): ReadonlySet<string> | undefined {
	const found = new Set<string>();
	for (const { kind, op, task, others = {} } of events) {
		const keys = [...Object.keys(others), ...(task ? [task] : [])];
		if (keys.length === 0 || kind !== "op" || REARRANGING.includes(op))
			return undefined;
		for (const key of keys) found.add(key);
	}
	for (const { cards } of columns)
		for (const { key, parent } of cards)
			if (parent !== undefined && found.has(key)) found.add(parent);
	return found;
}
