import { signal } from "@preact/signals";
import { STATUSES, type Status } from "../../core/status.ts";
import { around } from "../actions/around.ts";
import { moveBy } from "../actions/open-action.ts";
import { type Ways, waysTo } from "../actions/ways.ts";
import type { Card } from "../state/card.ts";
import { sayRefused } from "../ui/toasts.tsx";

/** The card that is being dragged, with how it gets to each column. */
export interface Dragged {
	readonly card: Card;
	readonly ways: ReadonlyMap<Status, Ways>;
}

export const dragged = signal<Dragged | undefined>(undefined);

/** Begins to drag a card. */
export function beginDrag(card: Card, transfer: DataTransfer | null): void {
	if (transfer !== null) {
		transfer.effectAllowed = "move";
		transfer.setData("text/plain", card.key);
	}
	const circumstances = { ...around.peek(), now: new Date().toISOString() };
	dragged.value = {
		card,
		ways: new Map(STATUSES.map((to) => [to, waysTo(card, to, circumstances)])),
	};
}

/** Whether the card that is being dragged may be dropped on a column. */
export function takesIt(to: Status): boolean {
	const ways = dragged.peek()?.ways.get(to);
	return ways !== undefined && "by" in ways;
}

/** Ends dragging; says why where the card was let go above a column that does not take it. */
export function endDrag(above: Status | undefined): void {
	const now = dragged.peek();
	dragged.value = undefined;
	const ways = above === undefined ? undefined : now?.ways.get(above);
	if (ways !== undefined && "why" in ways && above !== now?.card.status)
		sayRefused({ ok: false, code: "INVALID_TRANSITION", message: ways.why });
}

/** The column at a point of the window. */
export function columnAt(x: number, y: number): Status | undefined {
	const column = document.elementFromPoint(x, y)?.closest("section");
	return STATUSES.find((status) => status === column?.dataset.status);
}

/** Drops the card that is being dragged: says the verb that leads there, or asks for what it needs. */
export function drop(to: Status): void {
	const now = dragged.peek();
	dragged.value = undefined;
	const ways = now?.ways.get(to);
	if (now === undefined || ways === undefined) return;
	if ("by" in ways) moveBy(now.card, to, ways.by);
}
