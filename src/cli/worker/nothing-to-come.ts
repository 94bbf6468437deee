import type { Json, JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";

/** What is looked at: the board's answer, when, and what this worker does not try again. */
export interface Outlook {
	readonly board: JsonObject;
	readonly now: Instant;
	readonly isPassedOver: (key: string) => boolean;
	/** True when only limits keep the worker from what is ready: whoever ends something makes room. */
	readonly isFull: boolean;
	readonly assignee?: string | undefined;
	readonly labels?: readonly string[] | undefined;
}

/**
 * True when nothing on the board will come to this worker by itself: nothing waits for a moment in time, and nothing that is
 * blocked waits for what somebody works on. What is offered now is not looked at.
 */
export function nothingToCome(outlook: Outlook): boolean {
	const cards = cardsOf(outlook.board);
	const inWork = cards.filter((card) => isInWork(card, outlook));
	const returning = [...inWork, ...cards].some((card) =>
		isReturning(card, outlook),
	);
	const isRoomToCome = outlook.isFull && inWork.length > 0;
	return (
		!returning &&
		!isRoomToCome &&
		!inWork.some(isRun) &&
		!isAwaited(cards, inWork)
	);
}

type Card = JsonObject & { readonly status: string };

function cardsOf({ columns }: JsonObject): readonly Card[] {
	return (columns as readonly JsonObject[]).flatMap(({ status, tasks }) =>
		(tasks as readonly JsonObject[]).map((task) => ({
			...task,
			status: String(status),
		})),
	);
}

/** Held by somebody, or a plan of which steps are out. */
function isInWork(card: Card, { now }: Outlook): boolean {
	if (card.status !== "in_progress") return false;
	const { until } = card;
	return typeof until === "string" ? until > now : isRun(card);
}

/** The end of a step frees the next ones. */
function isRun({ plan }: Card): boolean {
	return Number((plan as JsonObject | undefined)?.out ?? 0) > 0;
}

/** Free once a moment has come: the wait after a failed attempt, or the grace of a lease that has run out. */
function isReturning(card: Card, outlook: Outlook): boolean {
	const { key, status, not_before, until, assignee } = card;
	const labels = (card.labels ?? []) as readonly string[];
	const { now, isPassedOver } = outlook;
	if (isPassedOver(String(key))) return false;
	if (outlook.assignee !== undefined && assignee !== outlook.assignee)
		return false;
	if (outlook.labels?.every((label) => labels.includes(label)) === false)
		return false;
	return status === "ready"
		? typeof not_before === "string" && not_before > now
		: status === "in_progress" && typeof until === "string" && until <= now;
}

/** True when a blocked task waits for one of these, or for a task that does. One that a person holds does not wait. */
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
