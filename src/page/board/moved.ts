import type { Status } from "../../core/status.ts";
import type { Column } from "../state/columns.ts";

/** A card that is in another column than it was. */
export interface Moved {
	readonly key: string;
	readonly from: Status;
	readonly to: Status;
}

/** Which cards changed their column between two states of a board. Columns that are the same objects are not looked at. */
export function movedBetween(
	before: readonly Column[],
	after: readonly Column[],
): readonly Moved[] {
	const changed = after.filter((column, index) => column !== before[index]);
	if (changed.length < 2) return [];
	const was = new Map<string, Status>();
	for (const [index, { status, cards }] of before.entries())
		if (after[index] !== before[index])
			for (const { key } of cards) was.set(key, status);
	return changed.flatMap(({ status, cards }) =>
		cards.flatMap(({ key }) => {
			const from = was.get(key);
			return from === undefined || from === status
				? []
				: [{ key, from, to: status }];
		}),
	);
}
