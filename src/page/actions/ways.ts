import { type Role, roleCovers } from "../../core/actor.ts";
import {
	legalMoves,
	type Status,
	shortestPath,
	TRANSITIONS,
	type TransitionTable,
} from "../../core/status.ts";
import type { Card } from "../state/card.ts";
import type { ActionName } from "./action.ts";
import { words } from "./status-words.ts";

/** What decides beside the card where it can go. */
export interface Circumstances {
	/** Who would say it. */
	readonly speaker: string | undefined;
	/** The speaker's role, where it is known. */
	readonly role?: Role | undefined;
	/** The least role of each verb, where it is known. */
	readonly needed?: Readonly<Record<string, Role>> | undefined;
	readonly table?: TransitionTable | undefined;
	/** Columns that have as many tasks as they may have. */
	readonly full?: ReadonlySet<Status> | undefined;
	/** Now, as an instant. */
	readonly now?: string | undefined;
}

/** The verbs that take a card to a column, or why none does. */
export type Ways =
	| { readonly by: readonly ActionName[] }
	| { readonly why: string };

/** Verbs that a full column refuses; work that ends or is given up goes on. */
const BOUND: ReadonlySet<string> = new Set(
	"claim start move reopen requeue".split(" "),
);
/** What only the holder of the lease can say. */
const HOLDERS: ReadonlySet<string> = new Set(
	"release handoff fail done".split(" "),
);

/** How a card gets to a column by one verb that whoever speaks may say. A verb may still be refused by what only the server knows. */
export function waysTo(card: Card, to: Status, around: Circumstances): Ways {
	if (card.status === to) return { why: "It is here already." };
	const reasons: string[] = [];
	const by = candidates(card, to, around.table ?? TRANSITIONS).filter(
		(name) => {
			const why = whyNot(card, name, { ...around, to });
			if (why !== undefined) reasons.push(why);
			return why === undefined;
		},
	);
	if (by.length > 0) return { by };
	return { why: reasons[0] ?? noWay(card, to, around.table ?? TRANSITIONS) };
}

/** The verbs that the table has for it, as they are said of this card. */
function candidates(
	card: Card,
	to: Status,
	table: TransitionTable,
): readonly ActionName[] {
	const names = legalMoves(card.status, table)
		.filter((row) => row.to === to && (to !== "blocked" || atWill(row.by)))
		.flatMap(({ by }): readonly string[] => {
			if (by === "claim" && card.plan !== undefined) return ["start"];
			// Taking a lease away is how somebody else than its holder gives a task back.
			if (by === "release") return ["release", "force-release"];
			return [by];
		});
	const isGated = card.gate === "failed" || card.gate === "pending";
	if (to === "done" && card.plan === undefined && isGated)
		names.push("override");
	// Holding a task is what is meant by putting it among the blocked ones, if nothing else is said.
	const isLast = (name: string) => Number(name === "depend");
	names.sort((a, b) => isLast(a) - isLast(b));
	return [...new Set(names)] as ActionName[];
}

/** Whether a task waits follows from its blockers; only these let it wait at will. */
function atWill(by: string): boolean {
	return by === "block" || by === "depend";
}

function whyNot(
	card: Card,
	name: ActionName,
	around: Circumstances & { readonly to: Status },
): string | undefined {
	const { role, needed, full, to } = around;
	const least = needed?.[name];
	// An account that config binds to an agent needs no triage; only the server knows that.
	if (
		role !== undefined &&
		least !== undefined &&
		least !== "triage" &&
		!roleCovers(role, least)
	)
		return `${name} needs the role ${least}; you have ${role}.`;
	if (BOUND.has(name) && full?.has(to) === true)
		return `${words(to).name} is full.`;
	return leaseReason(card, name, around) ?? waitReason(card, name, around.now);
}

/** Why the lease on a card stands in the way, or that there is none. */
export function leaseReason(
	{ held_by: holder, plan, status }: Card,
	name: ActionName,
	{ speaker }: Pick<Circumstances, "speaker">,
): string | undefined {
	const isOwn = holder !== undefined && holder === speaker?.toLowerCase();
	if (HOLDERS.has(name) && !isOwn) {
		if (holder !== undefined) return `${holder} holds it.`;
		if (plan === undefined || status !== "in_progress")
			return "Nobody holds it: claim it first.";
		if (name !== "done")
			return "Its plan is worked on step by step; nobody holds it as a whole.";
		return plan.next === "COMPLETE" ? undefined : "Its plan is not finished.";
	}
	if (name === "force-release" && (holder === undefined || isOwn))
		return holder === undefined
			? "Nobody holds it."
			: "You hold it yourself: release it.";
	if (name === "move" && holder !== undefined && !isOwn)
		return `${holder} holds it.`;
	return undefined;
}

function waitReason(
	{ waits = 0, waits_for: others = [], held, parked, not_before: from }: Card,
	name: ActionName,
	now: string | undefined,
): string | undefined {
	if (name === "unblock" && held === undefined && parked !== true)
		return waits === 0
			? "Nothing holds it."
			: `It waits for ${others.map(({ key }) => key).join(", ")}, and goes on when these have ended.`;
	if (name === "claim" && from !== undefined && now !== undefined && from > now)
		return "It waits a while before it is tried again.";
	return undefined;
}

function noWay(card: Card, to: Status, table: TransitionTable): string {
	const path = shortestPath(
		card.status,
		to,
		table.filter(
			(row) => row.to !== "blocked" || (row.to === to && atWill(row.by)),
		),
	);
	const [from, target] = [words(card.status).name, words(to).name];
	if (path === undefined || path.length < 2)
		return `No move leads from ${from} to ${target}.`;
	const via = path.slice(0, -1).map((row) => words(row.to).name);
	return `${from} to ${target} leads by way of ${via.join(", ")}.`;
}
