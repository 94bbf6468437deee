import { createHash } from "node:crypto";
import { isLost } from "../engine/sync-lost.ts";
import { readRef } from "../store/git/ref.ts";
import type { Oid, Store } from "../store/store.ts";
import type { RemoteBranch } from "./git-remote.ts";
import { point } from "./own-ref.ts";

/**
 * Where a remote's branch was when it was looked at last; null when it never was. The first time git's own memory has to do:
 * what it tells is kept at once, for a fetch moves that along with the remote.
 */
export async function knownAt(from: RemoteBranch): Promise<Oid | null> {
	const { gitdir, remote, branch } = from;
	const kept = await readRef({ gitdir, ref: knownRef(from) });
	if (kept !== null || !isName(remote)) return kept;
	const ref = `refs/remotes/${remote}/${branch}`;
	const seen = await readRef({ gitdir, ref });
	if (seen !== null) await keepKnown(from, seen);
	return seen;
}

/** Remembers where the remote's branch is. */
export function keepKnown(from: RemoteBranch, oid: Oid): Promise<void> {
	return point(from.gitdir, knownRef(from), oid);
}

/**
 * Why nothing may be sent to a remote whose branch does not hold any more what it held, in words; undefined when it does.
 * Whoever has a copy could else undo what an administrator has to decide on. What it holds now is remembered then.
 */
export async function lossAt(
	store: Store,
	from: RemoteBranch,
	{ before, theirs }: { readonly before: Oid | null; theirs: Oid | null },
): Promise<string | undefined> {
	if (before !== null && (await isLost(store, { head: theirs, known: before })))
		return explainLoss(from, { before, theirs });
	if (theirs !== null) await keepKnown(from, theirs);
	return undefined;
}

function explainLoss(
	from: RemoteBranch,
	{ before, theirs }: { readonly before: Oid; readonly theirs: Oid | null },
): string {
	const { remote, branch } = from;
	const now =
		theirs === null
			? "is gone"
			: `is at ${theirs.slice(0, 12)}, which does not follow it`;
	return [
		`${branch} at ${remote} has lost commits that it had: it was at ${before.slice(0, 12)} and ${now}. Nothing was changed here or there.`,
		"An administrator chooses the state to go on from, by `/recover`; after that, or when the commits are put back, sync goes on.",
		`Where nobody serves the board, \`git fetch --prune ${remote} && git update-ref -d ${knownRef(from)}\` takes the branch there as it is`,
	].join(" ");
}

/** An address may hold what no ref's name may. */
function knownRef({ remote, branch }: RemoteBranch): string {
	const name = isName(remote)
		? remote
		: createHash("sha256").update(remote).digest("hex").slice(0, 16);
	return `refs/baton/known/${name}/${branch}`;
}

function isName(remote: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(remote);
}
