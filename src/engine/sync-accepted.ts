import type { BoardState } from "../store/board-state.ts";
import type { Tree } from "../store/git/tree.ts";
import { readForeign } from "../store/journal-foreign.ts";
import type { CommitRecord, Store } from "../store/store.ts";
import { type Committer, isSame } from "./board-committer.ts";
import { settledLater } from "./foreign-settled.ts";
import type { CommitReader } from "./verify-reader.ts";

/** So far down the start of an acknowledgement is looked for: nobody acknowledges more edits at a time. */
const MAX_BELOW = 100_000;

/** A place in a line of commits where the next one is no command. */
export interface Here {
	/** The commits from here on, oldest first. */
	readonly ahead: readonly CommitRecord[];
	/** What they follow, and the board there. */
	readonly parent: CommitRecord | undefined;
	readonly state: BoardState;
	readonly committer: Committer;
	readonly reader: CommitReader;
}

/** What a board accepts beside commands: so many of the commits from here on, up to the one that settles them. */
export interface Accepted {
	readonly record: CommitRecord;
	readonly tree: Tree;
	readonly commits: number;
	/** True when it settles edits that come before all of them. */
	readonly isBelow: boolean;
}

/** Edits by hand and what settles them, or a step of another kind; undefined for anything that may not stand. */
export async function acceptedAt(
	store: Store,
	here: Here,
): Promise<Accepted | undefined> {
	const { ahead, parent, state } = here;
	const { tree } = state;
	const below = await editsBelow(store, here);
	const since = below[0] ?? parent;
	const edits = below.slice(1);
	state.moveTo((await store.version(since?.oid ?? null)).tree);
	const found = await settledLater(
		[...edits, ...ahead].map(({ oid }) => oid),
		{ ...here, parent: since },
	);
	state.moveTo(tree);
	const commits = (found?.commits ?? 0) - edits.length;
	return found === undefined || commits <= 0
		? undefined
		: { ...found, commits, isBelow: edits.length > 0 };
}

/**
 * The edits that an acknowledgement ahead starts below, oldest first, behind the commit of Baton's own that they follow; none
 * where it starts here.
 */
async function editsBelow(
	store: Store,
	{ ahead, parent, committer }: Here,
): Promise<readonly CommitRecord[]> {
	const since = ahead
		.map(({ message }) => readForeign(message)?.since)
		.find((one) => one !== undefined);
	const isHere = [parent, ...ahead].some((one) => one?.oid === since);
	if (since === undefined || parent === undefined || isHere) return [];
	const newestFirst: CommitRecord[] = [];
	for await (const record of store.log(parent.oid)) {
		newestFirst.push(record);
		if (record.oid === since)
			return isSame(record.committer, committer) ? newestFirst.reverse() : [];
		if (newestFirst.length > MAX_BELOW) break;
	}
	return [];
}
