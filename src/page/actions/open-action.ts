import { signal } from "@preact/signals";
import type { Status } from "../../core/status.ts";
import type { Card } from "../state/card.ts";
import { placeIn } from "../state/place.ts";
import type { ActionName } from "./action.ts";
import { fieldsOf } from "./fields-of.ts";
import { sayAction } from "./say-action.ts";
import { learnVerbs } from "./verb-facts.ts";

/** The dialog that is open. */
export interface OpenDialog {
	readonly name: ActionName;
	readonly card?: Card | undefined;
	/** Other ways to the same column, which can be chosen instead. */
	readonly ways?: readonly ActionName[] | undefined;
	/** The column that the card is to go to. */
	readonly to?: Status | undefined;
	/** What the form begins with. */
	readonly filled?: Readonly<Record<string, string | boolean>> | undefined;
}

export const openDialog = signal<OpenDialog | undefined>(undefined);

/** Actions with a dialog of their own. */
const OWN_DIALOG: ReadonlySet<ActionName> = new Set(["move", "command"]);

/** Opens the dialog of an action, or says it straight away where there is nothing to ask for. */
export function openAction(name: ActionName, card?: Card): void {
	const place = placeIn(location.pathname);
	if (place === undefined) return;
	learnVerbs(place);
	const isPlan = card?.plan?.next === "APPROVAL";
	if (OWN_DIALOG.has(name) || fieldsOf(name, { isPlan }).length > 0)
		openDialog.value = { name, card };
	else void sayAction(place, { name, card });
}

/** What a way to a column says of it: only `move` has to name it. */
export function moveInput(
	name: ActionName,
	to: Status | undefined,
): Readonly<Record<string, string>> {
	return name === "move" && to !== undefined ? { to } : {};
}

/** A change that is asked for when a task is done takes it up again. */
export function reopening(
	name: ActionName,
	card: Card | undefined,
): Readonly<Record<string, boolean>> {
	return name === "changes" && card?.status === "done" ? { reopen: true } : {};
}

/** Does what takes a card to a column: says the only verb where it needs no words, else asks. */
export function moveBy(
	card: Card,
	to: Status,
	ways: readonly ActionName[],
): void {
	const place = placeIn(location.pathname);
	const [name] = ways;
	if (place === undefined || name === undefined) return;
	const isFinal = to === "dead_letter";
	if (ways.length === 1 && (name === "move" || fieldsOf(name).length === 0))
		void sayAction(place, { name, card, input: moveInput(name, to) });
	else
		openDialog.value = {
			...{ name, card, ways, to },
			...(isFinal ? { filled: { final: true } } : {}),
		};
}
