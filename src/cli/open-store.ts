import { branchRef } from "../store/git/chain.ts";
import { findGitdir } from "../store/git/gitdir.ts";
import { openLocalStore } from "../store/local-store.ts";
import type { Place } from "./terminal.ts";

/**
 * Opens the board on a branch of a repository; undefined when that is no name of a branch. Throws `STORE_UNAVAILABLE` when
 * there is no such repository.
 */
export async function openBoardStore(
	dir: string,
	branch: string,
): Promise<Place | undefined> {
	if (!isBranchName(branch)) return undefined;
	const gitdir = await findGitdir(dir);
	return { gitdir, store: await openLocalStore({ dir, branch }) };
}

/** True for what can be the name of a branch. */
export function isBranchName(branch: string): boolean {
	try {
		branchRef(branch);
		return true;
	} catch (error) {
		if ((error as Error).name !== "TypeError") throw error;
		return false;
	}
}
