import type { CommitRecord, Oid, Signature, Store } from "../store/store.ts";
import { type Naming, namingIn, newestNaming } from "./guard-naming.ts";
import { KeptRecords } from "./guard-records.ts";

/** Whose commits are Baton's own on a board. */
export type Committer = Pick<Signature, "name" | "email">;

/** A head that comes after `from`: the commit known before, or a recovery of ours made in knowledge of it. */
export interface Onward {
	readonly kind: "onward";
	readonly from: CommitRecord;
	/** True when `from` is such a recovery and the commit itself is gone: nobody has looked yet whether it may stand. */
	readonly isRecovery: boolean;
	/** The commits in between, oldest first; of more than are ever looked at only the newest. */
	readonly oids: readonly Oid[];
	/** How many there are, and how many of them we committed. */
	readonly count: number;
	readonly ours: number;
	/** One of them, read again where it has to be. */
	readonly record: (oid: Oid) => Promise<CommitRecord>;
}

/** How a head stands to a commit known before. `lost`: the head does not come after it. */
export type Line = Onward | { readonly kind: "lost" };

/**
 * So many new commits are looked at, one by one and whoever made them: a guard that would have to look at more freezes the
 * board.
 */
export const MAX_EDITS = 100_000;
/** How far back a new head is followed to the one known before. */
const MAX_BEHIND = 1_000_000;

/** Which commits are followed to which. `most`: so many are kept, by default as many as are ever looked at. */
interface Following {
	readonly head: Oid;
	readonly known: Oid;
	readonly ours: Committer;
	readonly most?: number | undefined;
}

/**
 * Follows first parents from `head` to `known`. A message can be written by anybody, so only a recovery committed by `ours` may
 * stand for it, and only where it is gone itself or further away than is looked. Throws `STORE_UNAVAILABLE` when the log cannot
 * be read.
 */
export async function lineTo(
	store: Store,
	following: Following,
): Promise<Line> {
	const { known, most = MAX_EDITS } = following;
	const { found, oids, namings, kept, ...all } = await followed(
		store,
		following,
	);
	const onward = (from: CommitRecord, at: Pick<Naming, "count" | "ours">) => ({
		kind: "onward" as const,
		from,
		isRecovery: from.oid !== known,
		oids: oids.slice(0, at.count).reverse(),
		count: at.count,
		ours: at.ours,
		record: (oid: Oid) => kept.read(oid),
	});
	if (found !== undefined && all.count <= most) return onward(found, all);
	const line = found === undefined ? oids : undefined;
	const naming = await newestNaming(store, namings, { known, line });
	if (naming !== undefined) return onward(await kept.read(naming.oid), naming);
	return found === undefined ? { kind: "lost" } : onward(found, all);
}

/** What there is on the way, newest first, and the commit itself where it is there. */
async function followed(
	store: Store,
	{ head, known, ours, most = MAX_EDITS }: Following,
) {
	const oids: Oid[] = [];
	const namings: Naming[] = [];
	const kept = new KeptRecords(store);
	let found: CommitRecord | undefined;
	let count = 0;
	let own = 0;
	for await (const one of store.log(head)) {
		if (one.oid === known) found = one;
		if (found !== undefined || count >= MAX_BEHIND) break;
		const isOurs = isBy(one, ours);
		if (count < most) {
			if (isOurs) namings.push(...namingIn(one, { known, count, ours: own }));
			oids.push(one.oid);
			kept.keep(one);
		}
		if (isOurs) own++;
		count++;
	}
	return { found, oids, namings, kept, count, ours: own };
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
