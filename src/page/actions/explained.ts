import type { Refused } from "../state/api.ts";
import type { Card } from "../state/card.ts";
import { words } from "./status-words.ts";

/** A refusal that says the new state as well, where what was said was meant for an older one. */
export function explained(refused: Refused, now: Card | undefined): Refused {
	if (refused.code !== "STALE" || now === undefined) return refused;
	const holder = now.held_by === undefined ? "" : `, held by ${now.held_by}`;
	return {
		...refused,
		message: `${refused.message} It is ${words(now.status).name} now${holder}, at version ${now.version}.`,
	};
}
