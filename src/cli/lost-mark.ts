import { join } from "node:path";
import { isLost } from "../engine/sync-lost.ts";
import { markFile } from "../store/mark-file.ts";
import type { Oid, Store } from "../store/store.ts";
import type { VerifiedMark } from "../store/verified-mark.ts";

/** Where a repository keeps how far its branches were verified. */
export function markPath(gitdir: string): string {
	return join(gitdir, "baton", "verified.json");
}

/** What `verify` left behind here, when the branch does not hold it any more; undefined when it does, or nothing is known. */
export async function lostMark(
	store: Store,
	{
		gitdir,
		branch,
		head,
	}: { readonly gitdir: string; readonly branch: string; readonly head: Oid },
): Promise<VerifiedMark | undefined> {
	const mark = await markFile(markPath(gitdir), branch).load();
	if (mark === undefined) return undefined;
	const isGone = await isLost(store, { head, known: mark.head }).catch(
		// A log that cannot be read is for whoever reads it next to tell.
		() => false,
	);
	return isGone ? mark : undefined;
}
