import { board } from "../state/board.ts";
import type { Card } from "../state/card.ts";

/** A task's card on the open board, if it is there. Reads a signal. */
export function cardOf(key: string): Card | undefined {
	const now = board.value;
	if (now === undefined || !("columns" in now)) return undefined;
	for (const { cards } of now.columns) {
		const found = cards.find((card) => card.key === key);
		if (found !== undefined) return found;
	}
	return undefined;
}
