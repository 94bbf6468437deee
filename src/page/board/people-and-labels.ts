import type { Column } from "../state/columns.ts";
import { peopleOf } from "./filter.ts";

/** So many names are offered to choose from; others can be typed. */
const MOST = 200;

/** Everybody who has to do with a card of the board, and all labels, in the order of the alphabet. */
export function peopleAndLabels(columns: readonly Column[]): {
	readonly people: readonly string[];
	readonly labels: readonly string[];
} {
	const people = new Set<string>();
	const labels = new Set<string>();
	for (const { cards } of columns)
		for (const card of cards) {
			for (const name of peopleOf(card)) people.add(name);
			for (const label of card.labels ?? []) labels.add(label);
		}
	return {
		people: [...people].sort().slice(0, MOST),
		labels: [...labels].sort().slice(0, MOST),
	};
}
