import type { Status } from "../../core/status.ts";
import type { Card } from "../state/card.ts";
import type { BoardShown } from "../state/columns.ts";

/** A task beside another; a title and a status are known of those that are on the open board's cards. */
export interface Neighbour {
	readonly key: string;
	readonly title?: string;
	readonly status?: Status;
}

/** What a task waits for and what waits for it. */
export interface AroundTask {
	readonly waitsFor: readonly Neighbour[];
	readonly waiting: readonly Neighbour[];
	readonly subtasks: readonly Neighbour[];
	/** False where columns are so long that not every card is on the page. */
	readonly isWhole: boolean;
}

/** The tasks around one, as the board has them. */
export function aroundTask(
	{ columns }: BoardShown,
	task: {
		readonly key: string;
		readonly blocked_by: readonly string[];
		readonly children: readonly string[];
	},
): AroundTask {
	const cards = new Map<string, Card>();
	const waiting: Neighbour[] = [];
	for (const column of columns)
		for (const card of column.cards) {
			cards.set(card.key, card);
			if (card.blocked_by?.includes(task.key)) waiting.push(neighbour(card));
		}
	const named = (key: string) => {
		const card = cards.get(key);
		return card === undefined ? { key } : neighbour(card);
	};
	return {
		waitsFor: task.blocked_by.map(named),
		waiting,
		subtasks: task.children.map(named),
		isWhole: columns.every((column) => column.cards.length >= column.count),
	};
}

function neighbour({ key, title, status }: Card): Neighbour {
	return { key, title, status };
}
