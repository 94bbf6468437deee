import { useRef } from "preact/hooks";
import type { Card } from "../state/card.ts";
import type { BoardShown, Column } from "../state/columns.ts";

/** A column with those of its cards that are shown. */
export interface Shown {
	readonly column: Column;
	readonly status: Column["status"];
	readonly cards: readonly Card[];
}

/** The columns with the cards that match; what did not change stays the same objects, so that it need not be drawn again. */
export function useShown(
	{ columns }: BoardShown,
	match: ((card: Card) => boolean) | undefined,
): readonly Shown[] {
	const kept = useRef<{ match: typeof match; shown: readonly Shown[] }>({
		match,
		shown: [],
	});
	const { current } = kept;
	const shown = columns.map((column, index): Shown => {
		const before = current.match === match ? current.shown[index] : undefined;
		if (before?.column === column) return before;
		const cards =
			match === undefined ? column.cards : column.cards.filter(match);
		return { column, status: column.status, cards };
	});
	kept.current = { match, shown };
	return shown;
}
