import type { Status } from "../../core/status.ts";
import type { Card } from "../state/card.ts";

/** A column as it is shown: only the cards that match. */
export interface ShownColumn {
	readonly status: Status;
	readonly cards: readonly Card[];
}

export type Direction = "up" | "down" | "left" | "right";

/**
 * The card next to one in a direction; sideways it is the one at the same height in the next column that has any. The same one at
 * an edge, the first of all where there was none.
 */
export function neighbour(
	columns: readonly ShownColumn[],
	key: string | undefined,
	direction: Direction,
): string | undefined {
	const at = columns.findIndex(({ cards }) =>
		cards.some((card) => card.key === key),
	);
	if (at === -1)
		return columns.find(({ cards }) => cards.length > 0)?.cards[0]?.key;
	const cards = columns[at]?.cards ?? [];
	const index = cards.findIndex((card) => card.key === key);
	if (direction === "up" || direction === "down")
		return cards[index + (direction === "down" ? 1 : -1)]?.key ?? key;
	const aside =
		direction === "right"
			? columns.slice(at + 1)
			: columns.slice(0, at).reverse();
	const next = aside.find((column) => column.cards.length > 0)?.cards;
	return next?.[Math.min(index, next.length - 1)]?.key ?? key;
}
