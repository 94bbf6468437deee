import { toMs } from "../../core/instant.ts";
import type { Task } from "../../core/task.ts";
import type { ShownValue } from "./card.ts";
import type { CardField } from "./card-field.ts";
import type { CardHint } from "./card-hint.ts";
import type { CardMemory } from "./card-memory.ts";

/** A field that does not show what a webhook tells of it. */
export interface ShownOver {
	readonly task: Task;
	readonly field: CardField;
	readonly is: ShownValue | undefined;
	readonly memory: CardMemory;
}

/**
 * Whether an edit that was shown over before its webhook came is still to be carried out: as long as the board has said the same
 * ever since. Undefined for an edit that whoever made it took back.
 */
export function lateEdit(
	{ to, at }: CardHint,
	{ task, field, is, memory }: ShownOver,
): "in time" | "too late" | undefined {
	const option = to ?? undefined;
	const ought = field.optionOf.get(task[field.part])?.id;
	if (to === undefined || option === ought) return undefined;
	const atMs = Date.parse(at);
	const put = { option, atMs };
	const sinceMs = memory.shownOver(task.key, field.part, put);
	// Who else shows the board is not known here, nor what a process showed before this one.
	if (sinceMs === undefined) {
		const isShown = is !== undefined && is.optionId === ought;
		return isShown && is.atMs > atMs && memory.isLate(atMs)
			? "too late"
			: undefined;
	}
	const isSame = memory.agreed(task.key, field.part) === (ought ?? "");
	const isOld = sinceMs <= atMs || toMs(task.updated_at) <= atMs;
	return isSame && isOld ? "in time" : "too late";
}
