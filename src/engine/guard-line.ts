import { readRecovery } from "../store/journal-recovery.ts";
import type { CommitRecord, Oid, Signature, Store } from "../store/store.ts";

/** Whose commits are Baton's own on a board. */
export type Committer = Pick<Signature, "name" | "email">;

/** A head that comes after `from`: the commit known before, or a recovery of ours made in knowledge of it. */
export interface Onward {
	readonly kind: "onward";
	readonly from: CommitRecord;
	/** True when `from` is such a recovery and the commit itself is gone: nobody has looked yet whether it may stand. */
	readonly isRecovery: boolean;
	/** The commits in between, oldest first; of very many only the newest. */
	readonly commits: readonly CommitRecord[];
	/** How many there are, and how many of them we committed. */
	readonly count: number;
	readonly ours: number;
}

/** How a head stands to a commit known before. `lost`: the head does not come after it. */
export type Line = Onward | { readonly kind: "lost" };

/** So many new commits of our own are checked one by one. */
export const MAX_CHECKED = 1_000;
/** So many are kept at hand, and checked when some of them are not ours. */
const MAX_KEPT = 10_000;
/** How far back a new head is followed to the one known before. */
const MAX_BEHIND = 1_000_000;

/**
 * Follows first parents from `head` to `known`. A message can be written by anybody, so only a recovery committed by `ours` may
 * stand for it, and only where it is gone itself. Throws `STORE_UNAVAILABLE` when the log cannot be read.
 */
export async function lineTo(
	store: Store,
	{ head, known, ours }: { head: Oid; known: Oid; ours: Committer },
): Promise<Line> {
	const newestFirst: CommitRecord[] = [];
	let recovery: Onward | undefined;
	let count = 0;
	let own = 0;
	const onward = (from: CommitRecord, isRecovery: boolean): Onward => {
		const commits = newestFirst.toReversed();
		return { kind: "onward", from, isRecovery, commits, count, ours: own };
	};
	for await (const record of store.log(head)) {
		if (record.oid === known) return onward(record, false);
		const isOurs = isBy(record, ours);
		if (
			recovery === undefined &&
			isOurs &&
			(await isRecovered(store, record, known))
		)
			recovery = onward(record, true);
		if (isOurs) own++;
		if (count < MAX_KEPT) newestFirst.push(record);
		if (++count >= MAX_BEHIND) break;
	}
	return recovery ?? { kind: "lost" };
}

/** True for a commit with this committer, whenever it was made. */
export function isBy(
	{ committer }: Pick<CommitRecord, "committer">,
	{ name, email }: Committer,
): boolean {
	return committer.name === name && committer.email === email;
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
