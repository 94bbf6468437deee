import type { Task } from "../../core/task.ts";
import type { Engine } from "../../engine/perform.ts";
import type { Card, ShownValue } from "./card.ts";
import type { CardField } from "./card-field.ts";
import type { CardHint } from "./card-hint.ts";
import type { CardMemory } from "./card-memory.ts";
import { lateEdit } from "./late-edit.ts";
import type { OpenProject } from "./open-project.ts";
import type { ProjectApi } from "./project-api.ts";
import type { ProjectPlace } from "./project-place.ts";
import { CARD_PARTS } from "./project-settings.ts";
import { questionOf } from "./show-cards.ts";

/** A field of a card that somebody changed, and what they put in. */
export interface Edited {
	readonly field: CardField;
	readonly optionId: string | undefined;
	readonly task: Task;
	readonly project: OpenProject;
	/** Present where the card shows the board again, because the webhook came after that. */
	readonly late?: "in time" | "too late";
}

/** What looking at an edited card works with. */
export interface CardLookDoor {
	readonly projects: ProjectApi;
	readonly engine: Engine;
	readonly place: ProjectPlace;
	readonly memory: CardMemory;
}

/** A value may be this much younger than what the webhook tells of it, and be the same edit. */
const SAME_EDIT_MS = 5_000;

/** The fields in which the card differs from the board by what this webhook tells of, or did before it was shown over. */
export async function editsOf(
	hint: CardHint,
	door: CardLookDoor,
): Promise<readonly Edited[]> {
	const { memory } = door;
	const looked = await lookAt(hint, door);
	if (looked === undefined) return [];
	const { task, card, project } = looked;
	const edited: Edited[] = [];
	for (const part of CARD_PARTS) {
		const field = project.fields[part];
		if (field === undefined) continue;
		const is = card.shown[part];
		const one = { field, task, project };
		const differs = is?.optionId !== field.optionOf.get(task[part])?.id;
		const agreed = memory.agreed(task.key, part);
		if (differs && isTold(hint, field, { is, agreed })) {
			edited.push({ ...one, optionId: is?.optionId });
		} else if (isNamed(hint, field)) {
			const late = lateEdit(hint, { field, task, is, memory });
			if (late !== undefined)
				edited.push({ ...one, optionId: hint.to ?? undefined, late });
		}
	}
	return edited;
}

interface Looked {
	readonly task: Task;
	readonly card: Card;
	readonly project: OpenProject;
}

/** The card and its task as they are now; undefined where the card is none that shows the board. */
async function lookAt(
	hint: CardHint,
	{ engine, place, projects }: CardLookDoor,
): Promise<Looked | undefined> {
	const { task, config } = await engine.inspect((board) => ({
		task: board.task(String(hint.issue)),
		config: board.board?.config.project,
	}));
	if (task?.issue === undefined || config === undefined) return undefined;
	const { project } = await place.look(config);
	if (project === undefined || project.id !== hint.project) return undefined;
	const { cards } = await projects.cards([hint.issue], questionOf(project));
	const card = cards.get(hint.issue)?.card;
	if (card === undefined || card.isArchived) return undefined;
	if (!hasNewOption(card, project)) return { task, card, project };
	place.renew();
	const renewed = (await place.look(config)).project;
	return renewed && { task, card, project: renewed };
}

/** True when the card shows an option that was made after the fields were read. */
function hasNewOption({ shown }: Card, { fields }: OpenProject): boolean {
	return CARD_PARTS.some((part) => {
		const { optionId } = shown[part] ?? {};
		const options = fields[part]?.options;
		return (
			optionId !== undefined && options?.every(({ id }) => id !== optionId)
		);
	});
}

function isNamed({ field: named }: CardHint, { name }: CardField): boolean {
	return named?.toLowerCase() === name.toLowerCase();
}

/**
 * True when the difference is what the webhook tells of. Without a word about the field only what this process knows to have
 * been otherwise before is taken for an edit: a card may also be behind the board.
 */
function isTold(
	hint: CardHint,
	field: CardField,
	{
		is,
		agreed,
	}: {
		readonly is: ShownValue | undefined;
		readonly agreed: string | undefined;
	},
): boolean {
	const { field: named, to, at } = hint;
	// When the card shows something else, a later edit has a webhook of its own, and perhaps another sender.
	if (to !== undefined && (to ?? undefined) !== is?.optionId) return false;
	const isYounger = (is?.atMs ?? 0) > Date.parse(at) + SAME_EDIT_MS;
	if (to === undefined && isYounger) return false;
	return named === undefined
		? agreed !== undefined && agreed !== (is?.optionId ?? "")
		: isNamed(hint, field);
}
