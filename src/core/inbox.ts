import type { BoardInbox } from "./config.ts";
import type { Inbox } from "./task.ts";

/** How many op ids without an order of their own (callers' keys, reviews) are remembered per task. */
const KEYS_KEPT = 200;

type Marks = Inbox["below"];

/** The comment or issue event an op id was made from; a caller's key has none. */
export function sourceOf(
	opId: string,
): { readonly kind: "comment" | "event"; readonly id: number } | undefined {
	const match = /^([ct])([1-9][0-9]{0,15})(?::[0-9]+)?$/.exec(opId);
	if (match === null) return undefined;
	return { kind: match[1] === "c" ? "comment" : "event", id: Number(match[2]) };
}

/** True for a text that may be an op id. */
export function isOpId(text: string): boolean {
	return /^[a-z0-9:]{1,80}$/.test(text);
}

/** True when the command with this op id already took effect, or was swept over and can no longer. */
export function isKnown(
	inbox: Inbox | BoardInbox | undefined,
	board: BoardInbox,
	opId: string,
): boolean {
	const source = sourceOf(opId);
	if (source !== undefined && source.id <= board.below[source.kind])
		return true;
	return inbox?.seen.includes(opId) ?? false;
}

/** The inbox with one more op id, and without those that the board's marks have come to stand for. */
export function remember<T extends Inbox | BoardInbox>(
	inbox: T,
	below: Marks,
	opId: string,
): T {
	const isFresh = isKept(opId) && !inbox.seen.includes(opId);
	const all = isFresh ? [...inbox.seen, opId] : inbox.seen;
	const above = all.filter((id) => {
		const source = sourceOf(id);
		return source === undefined || source.id > below[source.kind];
	});
	const surplus =
		above.filter((id) => sourceOf(id) === undefined).length - KEYS_KEPT;
	return {
		...inbox,
		below,
		seen: surplus > 0 ? withoutOldestKeys(above, surplus) : above,
	};
}

/** Baton's own commands need no memory: said again they find nothing left to do. */
function isKept(opId: string): boolean {
	return /^[ctkr]/.test(opId);
}

function withoutOldestKeys(
	seen: readonly string[],
	surplus: number,
): readonly string[] {
	let left = surplus;
	return seen.filter((id) => sourceOf(id) !== undefined || left-- <= 0);
}
