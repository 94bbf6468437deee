import type { Card } from "../state/card.ts";
import { type Action, type ActionName, actionOf } from "./action.ts";
import { around } from "./around.ts";
import { offersFor } from "./offers-for.ts";

/** What whoever speaks can do with a card now. Reads signals: whoever draws it is drawn again when it changes. */
export function offeredActions(card: Card): readonly Action[] {
	return offersFor(card, around.value);
}

const FOR_BOARD: readonly ActionName[] = ["enroll", "command"];

/** What needs no card. */
export const BOARD_ACTIONS: readonly Action[] = FOR_BOARD.map(actionOf);
