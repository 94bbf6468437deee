import { signal } from "@preact/signals";
import type { Json, JsonObject } from "../../core/errors.ts";
import { type Answer, ask, say } from "../state/api.ts";
import type { BoardAnswer, Card } from "../state/card.ts";
import type { Place } from "../state/place.ts";
import { sayDone, sayRefused } from "../ui/toasts.tsx";
import { explained } from "./explained.ts";

/** The tasks of which something was said that is not answered yet. */
export const underWay = signal<ReadonlySet<string>>(new Set());

/** What is said: a verb, of a card as it is shown, so that a state that is no more is found. */
export interface ActionSaid {
	readonly name: string;
	readonly card?: Card | undefined;
	readonly input?: Readonly<Record<string, Json | undefined>>;
	/** True for a dialog, which shows a refusal itself. */
	readonly isQuiet?: boolean;
	/** True for a verb that only reads. */
	readonly isAsked?: boolean;
}

/** What came of it; `fresh` is the task as it is now, where what was said was meant for an older state. */
export interface ActionAnswer {
	readonly answer: Answer<JsonObject>;
	readonly fresh?: Card | undefined;
}

/** Says an action and tells what came of it. */
export async function sayAction(
	place: Place,
	{ name, card, input = {}, isQuiet = false, isAsked = false }: ActionSaid,
): Promise<ActionAnswer> {
	mark(card?.key, true);
	const first = await (isAsked ? ask<JsonObject> : say<JsonObject>)(
		place,
		name,
		{
			...(card === undefined ? {} : { task: card.key, version: card.version }),
			...input,
		},
	);
	const isStale = !first.ok && first.code === "STALE" && card !== undefined;
	const fresh = isStale ? await freshCard(place, card.key) : undefined;
	mark(card?.key, false);
	const answer = first.ok ? first : explained(first, fresh);
	if (answer.ok && !isAsked) sayDone(doneText(name, answer.task ?? card?.key));
	if (!answer.ok && !isQuiet) sayRefused(answer);
	return { answer, fresh };
}

async function freshCard(place: Place, key: string): Promise<Card | undefined> {
	const answer = await ask<BoardAnswer>(place, "board", { tasks: [key] });
	if (!answer.ok) return undefined;
	return answer.data.columns
		.flatMap(({ tasks }) => tasks)
		.find((card) => card.key === key);
}

function doneText(name: string, task: string | undefined): string {
	if (name === "enroll") return `Task ${task ?? ""} is on the board.`;
	return task === undefined ? `${name}: done` : `${name} ${task}: done`;
}

function mark(key: string | undefined, isUnderWay: boolean): void {
	if (key === undefined) return;
	const now = new Set(underWay.value);
	if (isUnderWay) now.add(key);
	else now.delete(key);
	underWay.value = now;
}
