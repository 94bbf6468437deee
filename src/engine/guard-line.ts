import { readRecovery } from "../store/journal-recovery.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";

/**
 * How a head stands to a commit known before. `onward`: the head comes after `from`, which is that commit, or a recovery that
 * an administrator made in knowledge of it. `commits` are those in between, oldest first; undefined when they are too many
 * to be looked at one by one. `lost`: the head does not come after it.
 */
export type Line =
	| {
			readonly kind: "onward";
			readonly from: CommitRecord;
			readonly commits: readonly CommitRecord[] | undefined;
	  }
	| { readonly kind: "lost" };

/** So many new commits are checked one by one. */
const MAX_CHECKED = 1_000;
/** How far back a new head is followed to the one known before. */
const MAX_BEHIND = 1_000_000;

/** Follows first parents from `head` to `known`. Throws `STORE_UNAVAILABLE` when the log cannot be read. */
export async function lineTo(
	store: Store,
	head: Oid,
	known: Oid,
): Promise<Line> {
	const newestFirst: CommitRecord[] = [];
	let visited = 0;
	for await (const record of store.log(head)) {
		if (record.oid === known || (await isRecovered(store, record, known))) {
			const commits = visited > MAX_CHECKED ? undefined : newestFirst.reverse();
			return { kind: "onward", from: record, commits };
		}
		if (visited < MAX_CHECKED) newestFirst.push(record);
		if (++visited >= MAX_BEHIND) break;
	}
	return { kind: "lost" };
}

/** True when `wanted` is `head` or one of its first-parent ancestors. */
export async function contains(
	store: Store,
	head: Oid,
	wanted: Oid,
): Promise<boolean> {
	let visited = 0;
	for await (const { oid } of store.log(head)) {
		if (oid === wanted) return true;
		if (++visited >= MAX_BEHIND) break;
	}
	return false;
}

async function isRecovered(
	store: Store,
	{ message }: CommitRecord,
	known: Oid,
): Promise<boolean> {
	const acknowledged = readRecovery(message)?.acknowledged;
	if (acknowledged === undefined || acknowledged === null) return false;
	if (acknowledged === known) return true;
	// Whoever recovered may have known more than we do. What was put aside is often not there to be read any more.
	return contains(store, acknowledged, known).catch(() => false);
}
