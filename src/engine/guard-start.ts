import { FORMATS } from "../store/formats.ts";
import { trailersOf } from "../store/journal.ts";
import { readForeign } from "../store/journal-foreign.ts";
import { ShallowEnd } from "../store/shallow-end.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { acknowledgedIn } from "./foreign.ts";
import { type Committer, isBy } from "./guard-line.ts";
import { newerDocument } from "./guard-newer.ts";
import type { Guarded } from "./guard-standing.ts";
import { olderFormat } from "./migrate.ts";
import { checkCommit } from "./verify-commit.ts";
import { storeReader } from "./verify-reader.ts";

/** So far back the log is searched for a commit of Baton's own. */
const MAX_SEARCHED = 10_000;
/** So many that say they are, and are not, are looked at: the next one is taken at its word. */
const MAX_CHECKED = 50;

/**
 * The last commit of a branch that is Baton's own, for a process that remembers none: it must follow from its parent, as what it
 * says of itself can be said by anybody. Where there is none, the branch is taken as it is. `state` is at the head; it is left
 * anywhere.
 */
export async function lastOwn(
	head: Oid | null,
	guarded: Guarded,
): Promise<Oid | null> {
	const { store, state, formats = FORMATS } = guarded;
	// What a newer version wrote freezes the board wherever it is looked at from.
	if (head === null || newerDocument(state) !== undefined) return head;
	// And what an older one wrote cannot be decided again before it is migrated.
	const isOlder = olderFormat(state.tree, formats) !== undefined;
	const committer = await committerOf(head, guarded);
	if (committer === undefined) return head;
	let visited = 0;
	let checked = 0;
	for await (const record of store.log(head)) {
		const isSaid =
			isBy(record, committer) && trailersOf(record.message).has("Kind");
		if (isSaid) {
			const isTaken = isOlder || checked >= MAX_CHECKED;
			if (isTaken || (await orShallow(holds(record, committer, guarded))))
				return record.oid;
			checked++;
		}
		if (++visited >= MAX_SEARCHED) break;
	}
	return head;
}

/** Ours if we wrote anything there; else, for whoever only looks at a board, that of the first of Baton's commits. */
async function committerOf(
	head: Oid,
	{ store, identity }: Guarded,
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
			if (++visited >= MAX_SEARCHED) break;
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
	guarded: Guarded,
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
	{ store, state, formats }: Guarded,
): Promise<boolean> {
	const newestFirst: CommitRecord[] = [];
	for await (const one of store.log(record.oid)) {
		if (one.oid === since) break;
		newestFirst.push(one);
		if (newestFirst.length > MAX_SEARCHED) return false;
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
