import type { BoardState } from "../store/board-state.ts";
import { FORMATS, type Formats } from "../store/formats.ts";
import type { Tree } from "../store/git/tree.ts";
import type { CommitRecord, Oid, Store, Version } from "../store/store.ts";
import { acknowledgedIn, type ForeignEdit } from "./foreign.ts";
import { judge } from "./foreign-judge.ts";
import { type Freeze, newerFreeze } from "./guard-freeze.ts";
import { contains, lineTo } from "./guard-line.ts";
import { lastReadable, newerDocument, outgrownIn } from "./guard-newer.ts";
import { tasksBetween } from "./guard-sound.ts";
import type { Identity } from "./identity.ts";
import { migrated, olderFormat } from "./migrate.ts";
import { checkCommit } from "./verify-commit.ts";
import { storeReader } from "./verify-reader.ts";

/** What a head is checked with. `state` is moved along and may be left anywhere. */
export interface Guarded {
	readonly store: Store;
	readonly state: BoardState;
	readonly identity: Identity;
	/** What this build reads and writes; by default what it is. */
	readonly formats?: Formats | undefined;
}

/**
 * How a board stands at a head. `acknowledged` is the last version that is Baton's own work throughout. `sound`: commands may
 * be decided on `tree`, which is the head's or, where edits by hand are still to be acknowledged, what they come to.
 */
export type Standing =
	| {
			readonly kind: "sound";
			readonly acknowledged: Version;
			readonly version: Version;
			readonly tree: Tree;
			readonly foreign?: ForeignEdit | undefined;
	  }
	| {
			readonly kind: "frozen";
			readonly acknowledged?: Version;
			readonly freeze: Freeze;
	  };

/**
 * Checks everything that was added to a branch since `known`: commands are decided again, edits by hand are judged. Throws
 * `STORE_UNAVAILABLE` when the branch cannot be read.
 */
export async function standing(
	head: Oid | null,
	known: Oid,
	guarded: Guarded,
): Promise<Standing> {
	const { store } = guarded;
	const line = head === null ? undefined : await lineTo(store, head, known);
	if (head === null || line === undefined || line.kind === "lost")
		return { kind: "frozen", freeze: await lossOf(head, known, store) };
	const base = await store.version(line.from.oid);
	const { formats = FORMATS } = guarded;
	// More than can be looked at in passing: `verify` does. And what is still to be migrated is decided by no rules of ours.
	if (
		line.commits === undefined ||
		olderFormat(base.tree, formats) !== undefined
	)
		return opened(head, guarded);
	guarded.state.moveTo(base.tree);
	return climb(line.commits, { record: line.from, version: base }, guarded);
}

/** A version that is Baton's own, or taken for it. Commands are decided on what a board of an older format will be. */
export function sound(
	version: Version,
	formats: Formats = FORMATS,
): Standing & { kind: "sound" } {
	return {
		kind: "sound",
		acknowledged: version,
		version,
		tree: migrated(version.tree, formats),
	};
}

/** How a board stands whose head is taken for Baton's own: it may be that of a newer Baton. */
export async function opened(
	head: Oid | null,
	guarded: Guarded,
): Promise<Standing> {
	const { store, state, formats } = guarded;
	const taken = sound(await store.version(head), formats);
	state.moveTo(taken.tree);
	const reason = newerDocument(state);
	if (head === null || reason === undefined) return taken;
	const outgrown = await outgrownIn(store, head, formats);
	const last = await lastReadable(head, outgrown, guarded);
	return {
		kind: "frozen",
		...(last === undefined ? {} : { acknowledged: last }),
		freeze: newerFreeze(head, last?.oid ?? head, { ...outgrown, reason }),
	};
}

/** The last commit that was found to be Baton's own; the board's state is there. */
interface Foothold {
	readonly record: CommitRecord;
	readonly version: Version;
}

/** The next foothold, and how many commits further on it is. */
interface Step {
	readonly to: Foothold;
	readonly commits: number;
}

async function climb(
	commits: readonly CommitRecord[],
	from: Foothold,
	guarded: Guarded,
): Promise<Standing> {
	let at = from;
	for (let next = 0; next < commits.length; ) {
		const ahead = commits.slice(next);
		const step =
			(await ownStep(ahead[0] as CommitRecord, at, guarded)) ??
			(await settledStep(ahead, at, guarded));
		if (step === undefined) return editedSince(at, ahead, guarded);
		guarded.state.moveTo(step.to.version.tree);
		at = step.to;
		next += step.commits;
	}
	return sound(at.version);
}

/** Edits by hand that nobody has acknowledged yet. */
async function editedSince(
	{ record, version: base }: Foothold,
	edits: readonly CommitRecord[],
	guarded: Guarded,
): Promise<Standing> {
	const { store, state } = guarded;
	const since = record.oid;
	const commits = edits.length;
	const version = await store.version(edits.at(-1)?.oid ?? since);
	state.moveTo(version.tree);
	const newer = newerDocument(state, tasksBetween(base.tree, version.tree));
	if (newer !== undefined && version.oid !== null) {
		const outgrown = await outgrownIn(store, version.oid, guarded.formats);
		const told = { ...outgrown, reason: newer };
		const freeze = newerFreeze(version.oid, since, told);
		return { kind: "frozen", acknowledged: base, freeze };
	}
	state.moveTo(base.tree);
	const judged = await judge(
		state,
		{ base, edited: version.tree, commits },
		async (oid) => (await store.version(oid)).tree,
	);
	if (judged.ok) {
		const quarantined = judged.quarantined.size;
		return {
			kind: "sound",
			acknowledged: base,
			version,
			tree: judged.tree,
			foreign: { since, commits, quarantined },
		};
	}
	const { reason } = judged;
	return {
		kind: "frozen",
		acknowledged: base,
		freeze: {
			kind: "damaged",
			head: version.oid,
			acknowledged: since,
			reason,
		},
	};
}

/** A command of Baton's own, right on top of the last commit. */
async function ownStep(
	record: CommitRecord,
	at: Foothold,
	{ store, state, identity }: Guarded,
): Promise<Step | undefined> {
	const { name, email } = identity.committer(0);
	const isOurs =
		record.parents.length === 1 &&
		record.committer.name === name &&
		record.committer.email === email;
	if (!isOurs) return undefined;
	const found = await checkCommit({
		record,
		parent: at.record,
		state,
		committer: { name, email },
		identity,
		// What the command gives again need not be read.
		reader: { ...storeReader(store), intact: async ({ tree }) => tree },
	});
	return "tree" in found
		? {
				to: { record, version: { oid: record.oid, tree: found.tree } },
				commits: 1,
			}
		: undefined;
}

/** A recovery, or edits by hand that another process has acknowledged. */
async function settledStep(
	commits: readonly CommitRecord[],
	{ version: base }: Foothold,
	{ store, state, identity, formats }: Guarded,
): Promise<Step | undefined> {
	const found = await acknowledgedIn(commits, {
		base,
		state,
		formats,
		committer: identity.committer(0),
		treeAt: async (oid) => (await store.version(oid)).tree,
	});
	state.moveTo(base.tree);
	if (found === undefined) return undefined;
	const { record, tree } = found;
	const version = { oid: record.oid, tree };
	return { to: { record, version }, commits: found.commits };
}

/** What happened to a branch that does not hold the acknowledged commit any more. */
async function lossOf(
	head: Oid | null,
	acknowledged: Oid,
	store: Store,
): Promise<Freeze> {
	if (head === null) return { kind: "deleted", head, acknowledged };
	const isBehind = await contains(store, acknowledged, head).catch(() => false);
	return { kind: isBehind ? "rolled-back" : "rewritten", head, acknowledged };
}
