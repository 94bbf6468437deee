import { clockTime, fromMs } from "../../core/instant.ts";
import { shown } from "../page.ts";
import { type Card, cardsOf, isWanted } from "./cards.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Shift } from "./shift.ts";

/** So many are named; whoever has more of them looks at the board. */
const MAX_NAMED = 10;
/** Cards looked at of each column. */
const CARDS = 100;

/**
 * Of what the worker's filters ask for: what is ready and was not offered to it, and what somebody holds, a line each with the next
 * step. Nothing where the board gives no answer.
 */
export async function leftReady(shift: Shift): Promise<readonly string[]> {
	const input = { status: ["ready", "in_progress"], limit: CARDS };
	const saying = { verb: "board", input };
	const answer = await sayPatiently(shift, saying, shift.noMore);
	if (!answer.ok) return [];
	const now = fromMs(shift.nowMs());
	return cardsOf(answer.data)
		.filter((card) => isWanted(card, shift.options))
		.flatMap((card) =>
			card.status === "ready" ? [readyLine(card)] : heldLine(card, now),
		)
		.slice(0, MAX_NAMED);
}

function named({ key, title }: Card, is: string): string {
	return `${key} is ${is} (${shown(String(title ?? ""), { ascii: false })})`;
}

function readyLine(card: Card): string {
	const { key, plan } = card;
	const line = named(card, "ready and was not offered");
	return (plan as Card | undefined)?.run === "planned"
		? `${line}: its plan is not started; \`baton execute start --task-id ${key}\` starts it`
		: `${line}: \`baton explain ${key}\` says why`;
}

function heldLine(card: Card, now: string): readonly string[] {
	const { held_by, until } = card;
	return typeof held_by === "string" && typeof until === "string" && until > now
		? [
				`${named(card, "in progress")}: held by ${held_by} until ${clockTime(until)}`,
			]
		: [];
}
