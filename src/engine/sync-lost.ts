import { isNamedIn, readRecovery } from "../store/journal-recovery.ts";
import type { Oid, Store } from "../store/store.ts";
import { boardCommitter, isSame } from "./board-committer.ts";
import { contains } from "./guard-line.ts";

/** How far back a head is followed. */
const MAX_COMMITS = 1_000_000;

/**
 * True when a branch that was at `known` has lost it: neither `head` nor what it follows is that commit, and no recovery
 * that was committed in the board's own name tells that somebody knew of it. Throws `STORE_UNAVAILABLE` when the log cannot
 * be read.
 */
export async function isLost(
	store: Store,
	{ head, known }: { readonly head: Oid | null; readonly known: Oid },
): Promise<boolean> {
	if (head === null) return true;
	let visited = 0;
	for await (const record of store.log(head)) {
		if (record.oid === known) return false;
		const entry = readRecovery(record.message);
		const acknowledged = entry?.acknowledged ?? null;
		const names =
			entry !== undefined &&
			acknowledged !== null &&
			(isNamedIn(entry, known) ||
				(await contains(store, acknowledged, known).catch(() => false)));
		if (names && isSame(record.committer, await nameOf(store, known, head)))
			return false;
		if (++visited >= MAX_COMMITS) break;
	}
	return true;
}

/** What was lost may not be there to be read any more; then the branch as it is has to tell whose it is. */
function nameOf(store: Store, known: Oid, head: Oid) {
	return boardCommitter(store, known).catch(() => rootCommitter(store, head));
}

async function rootCommitter(store: Store, head: Oid) {
	let oldest = await boardCommitter(store, head);
	for await (const { committer } of store.log(head)) oldest = committer;
	return oldest;
}
