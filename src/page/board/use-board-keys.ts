import type { ActionName } from "../actions/action.ts";
import { openAction } from "../actions/open-action.ts";
import { useShortcuts } from "../palette/use-shortcuts.ts";
import { cardOf } from "./card-of.ts";
import { focusCard, focusedKey } from "./focused.ts";
import { type Direction, neighbour, type ShownColumn } from "./neighbour.ts";

/** The keys of the board: between cards, and what to do with the one that has the focus. */
export function useBoardKeys(shown: readonly ShownColumn[]): void {
	const go = (direction: Direction) => () => {
		const key = neighbour(shown, focusedKey.peek(), direction);
		if (key !== undefined) focusCard(key);
	};
	const act = (name: ActionName) => () => {
		const key = focusedKey.peek();
		const card = key === undefined ? undefined : cardOf(key);
		if (card !== undefined) openAction(name, card);
	};
	useShortcuts("Board", [
		{ keys: "j", does: "Next card", act: go("down"), repeats: true },
		{ keys: "k", does: "Previous card", act: go("up"), repeats: true },
		{ keys: "h", does: "Column to the left", act: go("left"), repeats: true },
		{ keys: "l", does: "Column to the right", act: go("right"), repeats: true },
		{ keys: "ArrowDown", does: "Next card", act: go("down"), repeats: true },
		{ keys: "ArrowUp", does: "Previous card", act: go("up"), repeats: true },
		{
			keys: "ArrowLeft",
			does: "Column to the left",
			act: go("left"),
			repeats: true,
		},
		{
			keys: "ArrowRight",
			does: "Column to the right",
			act: go("right"),
			repeats: true,
		},
		{ keys: "m", does: "Move the card", act: act("move") },
		{ keys: "a", does: "Assign the card", act: act("assign") },
		{ keys: "p", does: "Set the card's priority", act: act("priority") },
		{ keys: "c", does: "Say a command about the card", act: act("command") },
		{ keys: "n", does: "New task", act: () => openAction("enroll") },
		{
			keys: "/",
			does: "Filter the cards",
			act: () => document.getElementById("filter-text")?.focus(),
		},
	]);
}
