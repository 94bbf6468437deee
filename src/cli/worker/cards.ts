import type { JsonObject } from "../../core/errors.ts";
import type { WorkOptions } from "./work-options.ts";

/** A card of the board's answer, with the column it stands in. */
export type Card = JsonObject & { readonly status: string };

/** True for a card that passes these filters. */
export function isWanted(
	card: Card,
	{ assignee, labels }: Pick<WorkOptions, "assignee" | "labels">,
): boolean {
	const has = (card.labels ?? []) as readonly string[];
	return (
		(assignee === undefined || card.assignee === assignee) &&
		(labels ?? []).every((label) => has.includes(label))
	);
}

/** All cards of the board's answer. */
export function cardsOf({ columns }: JsonObject): readonly Card[] {
	return (columns as readonly JsonObject[]).flatMap(({ status, tasks }) =>
		(tasks as readonly JsonObject[]).map((task) => ({
			...task,
			status: String(status),
		})),
	);
}
