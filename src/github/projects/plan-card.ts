import type { Card } from "./card.ts";
import { type CardField, changeTo } from "./card-field.ts";
import { yieldsTo } from "./card-words.ts";
import { CARD_PARTS } from "./project-settings.ts";
import type { CardDoor, CardTask } from "./show-cards.ts";
import type { PlannedWrite } from "./write-cards.ts";

/** Where somebody's act is still to be heard a card is looked at again after this. */
const LOOK_AGAIN_MS = 10_000;

/** What of a card is to be changed now, and what only later. */
export function* planCard(
	task: CardTask,
	card: Card,
	door: CardDoor,
): Iterable<PlannedWrite | { readonly atMs: number }> {
	const { project, memory, nowMs, isAwaited } = door;
	for (const part of CARD_PARTS) {
		const field = project.fields[part];
		if (field === undefined) continue;
		const { key } = task;
		const shownId = card.shown[part]?.optionId;
		const change = changeTo(field, task[part], shownId);
		const option = field.optionOf.get(task[part])?.id;
		if (change === undefined) {
			if (option !== undefined) memory.agree(key, part, option);
			continue;
		}
		const atMs = memory.replaceableAtMs(key, part, card.shown[part]);
		// Who did it is heard first: shown over, it could not be read any more.
		if (atMs > nowMs() || isAwaited(task.issue)) {
			yield { atMs: Math.max(atMs, nowMs() + LOOK_AGAIN_MS) };
			continue;
		}
		const verdict = memory.putBack(key, part, option);
		if (verdict === "put back")
			yield {
				key,
				part,
				card: card.id,
				field: field.id,
				change,
				over: shownId,
			};
		else if (verdict === "yields") letBe(task, field, door);
	}
}

function letBe(
	task: CardTask,
	field: CardField,
	{ onRefusal, putBack }: CardDoor,
): void {
	onRefusal(
		`the ${field.part} of issue ${task.issue} in the project was changed again and again; it is left alone for an hour, or until the board changes`,
	);
	putBack(task.issue, yieldsTo(task, field));
}
