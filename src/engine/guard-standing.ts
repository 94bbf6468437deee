import type { Instant } from "../core/instant.ts";
import type { BoardState } from "../store/board-state.ts";
import { FORMATS, type Formats } from "../store/formats.ts";
import type { Tree } from "../store/git/tree.ts";
import { nowOf } from "../store/journal.ts";
import type { CommitRecord, Oid, Store, Version } from "../store/store.ts";
import type { ForeignEdit } from "./foreign.ts";
import { type Freeze, newerFreeze } from "./guard-freeze.ts";
import { contains } from "./guard-line.ts";
import { lastReadable, newerDocument, outgrownIn } from "./guard-newer.ts";
import type { Identity } from "./identity.ts";
import { migrated } from "./migrate.ts";

/** What a head is checked with. `state` is moved along and may be left anywhere. */
export interface Guarded {
	readonly store: Store;
	readonly state: BoardState;
	readonly identity: Identity;
	/** This machine's clock; without one no time is too late. */
	readonly nowMs?: (() => number) | undefined;
	/** What this build reads and writes; by default what it is. */
	readonly formats?: Formats | undefined;
	/** How many new commits are looked at; by default as many as ever are. */
	readonly maxEdits?: number | undefined;
}

/** Why nothing is made of a line that is longer than is looked at. */
export const TOO_MANY = "more commits came since than can be looked at";

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

/** The last commit that was found to be Baton's own; the board's state is there. */
export interface Foothold {
	readonly record: CommitRecord;
	readonly version: Version;
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
	const ours = guarded.identity.committer(0);
	const outgrown = await outgrownIn(store, head, { formats, ours });
	const last = await lastReadable(head, outgrown, guarded);
	return {
		kind: "frozen",
		...(last === undefined ? {} : { acknowledged: last }),
		freeze: newerFreeze(head, last?.oid ?? head, { ...outgrown, reason }),
	};
}

/** A branch with a command of Baton's own that cannot have been said yet. */
export function earlySince(
	at: Foothold,
	head: Oid,
	{ oid, message }: CommitRecord,
): Standing {
	const reason = `the commit ${oid.slice(0, 12)} tells a time that is more than a minute ahead of this machine's clock`;
	return damagedSince(at, head, reason, nowOf(message));
}

/** A branch that cannot be gone on from after its last good commit. */
export function damagedSince(
	{ record, version }: Foothold,
	head: Oid,
	reason: string,
	until?: Instant,
): Standing {
	const acknowledged = record.oid;
	return {
		kind: "frozen",
		acknowledged: version,
		freeze: {
			kind: "damaged",
			head,
			acknowledged,
			reason,
			...(until === undefined ? {} : { until }),
		},
	};
}

/** What happened to a branch on which nothing can be gone on from the acknowledged commit, which it may still hold. */
export async function lossOf(
	head: Oid | null,
	acknowledged: Oid,
	store: Store,
): Promise<Freeze> {
	if (head === null) return { kind: "deleted", head, acknowledged };
	if (await contains(store, acknowledged, head).catch(() => false))
		return { kind: "rolled-back", head, acknowledged };
	return (await contains(store, head, acknowledged))
		? { kind: "damaged", head, acknowledged, reason: TOO_MANY }
		: { kind: "rewritten", head, acknowledged };
}
