import { roleCovers } from "../../core/actor.ts";
import { isOpen, STATUSES } from "../../core/status.ts";
import type { Card } from "../state/card.ts";
import { type Action, type ActionName, actionOf } from "./action.ts";
import { type Circumstances, leaseReason, waysTo } from "./ways.ts";

/** What can be done with any task that is open, wherever it stands. */
const ALWAYS: readonly ActionName[] = ["assign", "priority", "due", "subtask"];

/** The actions that are legal for a card, moves first; `around` tells who would say them. */
export function offersFor(
	card: Card,
	around: Circumstances,
): readonly Action[] {
	const moves = STATUSES.flatMap((to) => {
		const ways = waysTo(card, to, around);
		return "by" in ways ? ways.by.filter((name) => name !== "move") : [];
	});
	const names: ActionName[] = ["move", ...moves, ...asides(card)];
	return [...new Set(names)]
		.filter((name) => mayTry(name, around))
		.map(actionOf);
}

/** What changes something else than where it stands. */
function* asides(card: Card): Iterable<ActionName> {
	const { status, assignee, plan, held, parked } = card;
	if (plan?.next === "APPROVAL") yield "approve";
	if (status === "done") yield "changes";
	const mayTakeAway = leaseReason(card, "force-release", {
		speaker: undefined,
	});
	if (status === "in_progress" && mayTakeAway === undefined)
		yield "force-release";
	if ((held !== undefined || parked === true) && isOpen(status))
		yield "unblock";
	if (isOpen(status)) yield* ALWAYS;
	if (isOpen(status) && assignee !== undefined) yield "unassign";
	if (isOpen(status)) yield "depend";
	yield "command";
}

/** Whether the role that whoever speaks has is enough, as far as is known; accounts bound to agents need no triage. */
function mayTry(name: ActionName, { role, needed }: Circumstances): boolean {
	const least = needed?.[name];
	if (role === undefined || least === undefined || least === "triage")
		return true;
	return roleCovers(role, least);
}
