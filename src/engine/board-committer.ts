import { trailersOf } from "../store/journal.ts";
import { ShallowEnd } from "../store/shallow-end.ts";
import type { CommitRecord, Oid, Signature, Store } from "../store/store.ts";

/** A name that commits are made in. */
export type Committer = Pick<Signature, "name" | "email">;

/**
 * In whose name a board is kept, whoever writes to it: the committer of its first commit. A commit that says it is Baton's
 * tells it as well as the first one, so the log is followed only below edits by hand. Where a clone is shallow the oldest
 * commit there is has to do.
 */
export async function boardCommitter(
	store: Store,
	head: Oid,
): Promise<Committer> {
	let oldest: CommitRecord | undefined;
	try {
		for await (const record of store.log(head)) {
			oldest = record;
			if (record.oid === head && trailersOf(record.message).has("Kind")) break;
		}
	} catch (error) {
		if (oldest === undefined || !(error instanceof ShallowEnd)) throw error;
	}
	if (oldest === undefined) throw new Error(`the log of ${head} is empty`);
	return oldest.committer;
}

/**
 * The same for whoever believes no message, which anybody can write: the log is followed to its first commit, or to one of
 * `ours`. Only where a clone is shallow the messages have to do.
 */
export async function rootCommitter(
	store: Store,
	head: Oid,
	ours?: Committer,
): Promise<Committer> {
	let oldest: CommitRecord | undefined;
	try {
		for await (const record of store.log(head)) {
			oldest = record;
			if (ours !== undefined && isSame(record.committer, ours)) return ours;
		}
	} catch (error) {
		if (!(error instanceof ShallowEnd)) throw error;
		return boardCommitter(store, head);
	}
	if (oldest === undefined) throw new Error(`the log of ${head} is empty`);
	return oldest.committer;
}

/** In whose name workflows do everything. */
const WORKFLOWS = "github-actions[bot]";

/**
 * True when who writes as `ours` may write to a board that is kept in a name: a workflow to its own alone, an App to all but a
 * workflow's, for an App may have had another name before.
 */
export function mayWriteTo(keeper: Committer, ours: Committer): boolean {
	return (
		isSame(keeper, ours) ||
		(keeper.name !== WORKFLOWS && ours.name !== WORKFLOWS)
	);
}

/** True when both are the same account. */
export function isSame(one: Committer, other: Committer): boolean {
	return one.name === other.name && one.email === other.email;
}
