import type { Refusal } from "../../core/errors.ts";
import { fromMs } from "../../core/instant.ts";
import { callerOpId } from "../../store/caller-key.ts";
import type { RepositoryApi } from "../api.ts";
import { mayBotSpeak } from "../bots.ts";
import type { Remark } from "../projection/remark.ts";
import { type CardLookDoor, type Edited, editsOf } from "./card-edits.ts";
import type { CardHint } from "./card-hint.ts";
import { tooLate, verbOf } from "./card-words.ts";
import { saidByCard } from "./said-by-card.ts";

/** What edits of cards are carried out with. `board` is the board's name. */
export interface CardEditDoor extends CardLookDoor {
	readonly api: Pick<RepositoryApi, "role">;
	readonly board: string;
	/** Says once on the issue why something was put back. */
	readonly putBack: (issue: number, remark: Remark) => void;
	/** Has a task's card looked at. */
	readonly touched: (key: string) => void;
	readonly onRefusal: (what: string) => void;
}

/**
 * Carries out an edit of a card, with the role of whoever made it. What the card shows by now decides, not the webhook, unless
 * the board was shown over it. What is refused is put back, and why is said on the issue. Throws when GitHub or the board cannot
 * be asked.
 */
export async function hearCard(
	hint: CardHint,
	door: CardEditDoor,
): Promise<void> {
	const edited = await editsOf(hint, door);
	if (edited.length === 0) return;
	const { editor } = hint;
	// Anybody may write an App that moves cards, and projects have workflows of their own.
	const maySpeak = !editor.isBot || (await mayBotSpeak(editor.id, door.engine));
	for (const one of edited) {
		if (maySpeak) await carryOut(one, hint, door);
		const { field, optionId, task, late } = one;
		if (late === undefined) door.memory.heard(task.key, field.part, optionId);
	}
	// Whatever came of it, the card shows what the board says.
	door.touched(String(hint.issue));
}

async function carryOut(
	edited: Edited,
	hint: CardHint,
	door: CardEditDoor,
): Promise<void> {
	const { field, optionId, task, project, late } = edited;
	const { id, login } = hint.editor;
	const actor = { id, login };
	const names = project.settings.names[field.part];
	const key = `card ${hint.delivery} ${field.part}`;
	const opId = callerOpId(id, door.board, key);
	const verb = verbOf(field.part);
	const refused = (answer: Refusal) =>
		putBack({ ...answer, verb, opId }, edited, { hint, door });
	if (late === "too late") {
		// It may have been carried out when it was told of for the first time.
		if (!task.inbox.seen.includes(opId)) refused(tooLate(field, optionId));
		return;
	}
	const said = await door.engine.inspect(({ board }) =>
		saidByCard({ field, optionId, names }, task, board?.config),
	);
	if ("code" in said) return refused(said);
	const role = await door.api.role(actor);
	const [answer] = await door.engine.perform([
		{ ...said, actor, role, opId, task: task.key, ifTask: task.key },
	]);
	if (answer?.ok === false) refused(answer);
}

/** The card is put back by whoever shows it; this says why, if the board then still says otherwise. */
function putBack(
	answer: Remark["answer"],
	{ field, optionId, task }: Edited,
	{ hint, door }: { readonly hint: CardHint; readonly door: CardEditDoor },
): void {
	door.onRefusal(
		`${answer.verb} on ${task.key} by ${hint.editor.login}: ${answer.code}, ${answer.message}`,
	);
	// What is put back no more is told of by whoever lets it be.
	if (door.memory.isFoughtOver(task.key, field.part)) return;
	door.putBack(hint.issue, {
		answer: {
			...answer,
			message: `${field.name} was put back in the project. ${answer.message}`,
		},
		at: fromMs(Date.parse(hint.at)),
		isPutBack: (now) => field.optionOf.get(now[field.part])?.id !== optionId,
	});
}
