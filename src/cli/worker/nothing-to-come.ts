import type { Json, JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import { type Card, cardsOf, isWanted } from "./cards.ts";
import type { WorkOptions } from "./work-options.ts";

/** What is looked at: the board's answer, when, and what this worker does not try again. */
export interface Outlook extends Pick<WorkOptions, "assignee" | "labels"> {
	readonly board: JsonObject;
	readonly now: Instant;
	readonly isPassedOver: (key: string) => boolean;
	/** True when only limits keep the worker from what is ready: whoever ends something makes room. */
	readonly isFull: boolean;
}

/**
 * True when nothing on the board will come to this worker by itself: of what its filters ask for nothing waits for a moment in time,
 * no step is out, and nothing that is blocked waits for what somebody works on. What is offered now is not looked at.
 */
export function nothingToCome(outlook: Outlook): boolean {
	const { isPassedOver, now } = outlook;
	const cards = cardsOf(outlook.board);
	const inWork = cards.filter((card) => isInWork(card, now));
	const wanted = cards.filter((card) => isWanted(card, outlook));
	const own = wanted.filter(({ key }) => !isPassedOver(String(key)));
	const isRoomToCome =
		outlook.isFull && inWork.length > 0 && own.some(isForRoom);
	return (
		!own.some((card) => isReturning(card, now)) &&
		!isRoomToCome &&
		!wanted.some((card) => isInWork(card, now) && isRun(card)) &&
		!isAwaited(wanted, inWork)
	);
}

/** Held by somebody, or a plan of which steps are out. */
function isInWork(card: Card, now: Instant): boolean {
	if (card.status !== "in_progress") return false;
	const { until } = card;
	return typeof until === "string" ? until > now : isRun(card);
}

/** What is taken once there is room: a task, or the next step of one. */
function isForRoom({ status, plan }: Card): boolean {
	return status === "ready" || (status === "in_progress" && plan !== undefined);
}

/** The end of a step frees the next ones. */
function isRun({ plan }: Card): boolean {
	return Number((plan as JsonObject | undefined)?.out ?? 0) > 0;
}

/** Free once a moment has come: the wait after a failed attempt, or the grace of a lease that has run out. */
function isReturning(
	{ status, not_before, until }: Card,
	now: Instant,
): boolean {
	return status === "ready"
		? typeof not_before === "string" && not_before > now
		: status === "in_progress" && typeof until === "string" && until <= now;
}

/** True when one of these is blocked and waits for what somebody works on. One that a person holds does not wait. */
function isAwaited(cards: readonly Card[], inWork: readonly Card[]): boolean {
	const coming = new Set<Json | undefined>(inWork.map(({ key }) => key));
	const blocked = cards.filter(
		({ status, held }) => status === "blocked" && held === undefined,
	);
	return blocked.some(({ waits_for, waits }) => {
		const awaited = (waits_for ?? []) as readonly JsonObject[];
		return (
			awaited.some(({ key }) => coming.has(key)) ||
			// Of a long list only the beginning is told.
			(coming.size > 0 && Number(waits) > awaited.length)
		);
	});
}
