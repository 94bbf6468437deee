import { FORMATS } from "../store/formats.ts";
import { trailersOf } from "../store/journal.ts";
import { readForeign } from "../store/journal-foreign.ts";
import { ShallowEnd } from "../store/shallow-end.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { acknowledgedIn } from "./foreign.ts";
import { isFromFuture } from "./guard-clock.ts";
import { type Committer, isBy, MAX_EDITS } from "./guard-line.ts";
import { newerDocument } from "./guard-newer.ts";
import type { Guarded } from "./guard-standing.ts";
import { olderFormat } from "./migrate.ts";
import { checkCommit } from "./verify-commit.ts";
import { storeReader } from "./verify-reader.ts";

/**
 * The commit to look on from for a process that remembers none: the last one that is Baton's own. It must follow from its
 * parent, as what it says of itself can be said by anybody, and its time must have come. Where there is none it is the first
 * commit of the branch, or one that is too far away to be gone on from. `state` is at the head; it is left anywhere.
 */
export async function lastOwn(
	head: Oid | null,
	guarded: Guarded,
): Promise<Oid | null> {
	// What a newer version wrote freezes the board wherever it is looked at from.
	if (head === null || newerDocument(guarded.state) !== undefined) return head;
	const committer = await committerOf(head, guarded);
	try {
		return await lastBy(committer, head, guarded);
	} catch (error) {
		// Of nobody's commits a shallow clone can tell no more than where it is.
		if (committer === undefined && error instanceof ShallowEnd) return head;
		throw error;
	}
}

async function lastBy(
	committer: Committer | undefined,
	head: Oid,
	guarded: Guarded,
): Promise<Oid> {
	const { store, state, formats = FORMATS, maxEdits = MAX_EDITS } = guarded;
	// What an older version wrote cannot be decided again before it is migrated.
	const isOlder = olderFormat(state.tree, formats) !== undefined;
	const at = { ...guarded, budget: { left: maxEdits } };
	let last = head;
	let visited = 0;
	for await (const record of store.log(head)) {
		last = record.oid;
		const isSaid =
			committer !== undefined &&
			isBy(record, committer) &&
			trailersOf(record.message).has("Kind") &&
			!isFromFuture(record, guarded);
		if (isSaid && (isOlder || (await orShallow(holds(record, committer, at)))))
			return last;
		// One more than may lie between: who starts there finds that there are too many.
		if (++visited > maxEdits + 1) break;
	}
	return last;
}

/** How many commits may still be read for those that say they settle edits by hand. */
interface Budgeted extends Guarded {
	readonly budget: { left: number };
}

/** Ours if we wrote anything there; else, for whoever only looks at a board, that of the first of Baton's commits. */
async function committerOf(
	head: Oid,
	{ store, identity, maxEdits = MAX_EDITS }: Guarded,
): Promise<Committer | undefined> {
	const ours = identity.committer(0);
	let first: CommitRecord | undefined;
	let visited = 0;
	try {
		for await (const record of store.log(head)) {
			if (trailersOf(record.message).has("Kind")) {
				if (isBy(record, ours)) return ours;
				first = record;
			}
			if (++visited > maxEdits) break;
		}
	} catch (error) {
		if (!(error instanceof ShallowEnd)) throw error;
	}
	return first?.committer;
}

/** What a shallow clone does not hold it cannot be asked about: there a commit is taken at its word. */
function orShallow(found: Promise<boolean>): Promise<boolean> {
	return found.catch((error: unknown) => {
		if (error instanceof ShallowEnd) return true;
		throw error;
	});
}

/** True for a command that gives this very commit on its parent, and for what settles edits by hand as it has to. */
async function holds(
	record: CommitRecord,
	{ name, email }: Committer,
	guarded: Budgeted,
): Promise<boolean> {
	const { store, state, identity } = guarded;
	const [on = null] = record.parents;
	if (record.parents.length > 1) return false;
	const since = readForeign(record.message)?.since;
	if (since !== undefined || trailersOf(record.message).get("Kind") !== "op")
		return settles(record, since ?? on, guarded);
	const isOurs = isBy(record, identity.committer(0));
	const parent = on === null ? undefined : await recordOf(store, on);
	state.moveTo((await store.version(on)).tree);
	const found = await checkCommit({
		record,
		parent,
		state,
		committer: { name, email },
		identity: isOurs ? identity : undefined,
		reader: { ...storeReader(store), intact: async ({ tree }) => tree },
	});
	return "tree" in found;
}

/** True for a recovery, a step of a migration or an upgrade on its parent, and for an acknowledgement of all since a commit. */
async function settles(
	record: CommitRecord,
	since: Oid | null,
	{ store, state, formats, budget }: Budgeted,
): Promise<boolean> {
	const newestFirst: CommitRecord[] = [];
	for await (const one of store.log(record.oid)) {
		if (one.oid === since) break;
		if (budget.left-- <= 0) return false;
		newestFirst.push(one);
	}
	const base = await store.version(since);
	state.moveTo(base.tree);
	const found = await acknowledgedIn(newestFirst.reverse(), {
		base,
		state,
		formats,
		committer: record.committer,
		treeAt: async (oid) => (await store.version(oid)).tree,
	});
	return found?.record.oid === record.oid;
}

async function recordOf(
	store: Store,
	oid: Oid,
): Promise<CommitRecord | undefined> {
	for await (const record of store.log(oid)) return record;
	return undefined;
}
