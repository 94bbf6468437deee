import { join } from "node:path";

import { branchRef, tipOf } from "./git/chain.ts";
import { findGitdir } from "./git/gitdir.ts";
import { History } from "./git/history.ts";
import type { GitObject } from "./git/object.ts";
import { ObjectDirectory } from "./git/object-directory.ts";
import { moveRef, readRef } from "./git/ref.ts";
import { readShallowFile } from "./git/shallow-file.ts";
import { ShallowEnd } from "./shallow-end.ts";
import type { Oid, StagedCommit, Store } from "./store.ts";
import { codeOf, StoreUnavailable, unreadable } from "./store-unavailable.ts";

export interface LocalStoreOptions {
	/** A work tree, linked ones too, or a bare repository. */
	readonly dir: string;
	/** Without `refs/heads/`. */
	readonly branch: string;
	/** How long to wait for the lock of another writer. */
	readonly lockTimeoutMs?: number | undefined;
}

const LOCK_TIMEOUT_MS = 5_000;
/** How often a directory of objects may go away under our hands. */
const MAX_DIRECTORY_RETRIES = 20;

/**
 * Opens a board on a branch of a repository on this machine. Any number of processes, git among them, may use it at the
 * same time; index, work tree and HEAD are never touched. Throws `STORE_UNAVAILABLE` when `dir` is no such repository.
 */
export async function openLocalStore({
	dir,
	branch,
	lockTimeoutMs = LOCK_TIMEOUT_MS,
}: LocalStoreOptions): Promise<Store> {
	const ref = branchRef(branch);
	const gitdir = await findGitdir(dir);
	const place = { gitdir, ref, lockTimeoutMs };
	const objects = new ObjectDirectory(join(gitdir, "objects"));
	const history = new History(objects);

	async function write(
		base: Oid | null,
		commits: readonly StagedCommit[],
	): Promise<boolean> {
		const tip = tipOf(base, commits);
		try {
			if ((await readRef(place)) !== base) return false;
			// The branch must never name what is not there, so the objects come first.
			await writeObjects(
				objects,
				commits.flatMap((commit) => commit.objects),
			);
			if (!(await moveRef(place, base, tip.oid))) return false;
		} catch (cause) {
			if (codeOf(cause) === "STORE_UNAVAILABLE") throw cause;
			throw new StoreUnavailable(`${gitdir} cannot be written to`, { cause });
		}
		history.remember(tip);
		return true;
	}

	return {
		head: () => readRef(place),
		version: (oid) =>
			history.version(oid).catch(async (cause: unknown) => {
				throw await absentOr(gitdir, cause);
			}),
		remember: (version) => history.remember(version),
		append: async (base, commits) => ({
			kind: (await write(base, commits)) ? "accepted" : "moved",
		}),
		async *log(from) {
			try {
				yield* history.log(from);
			} catch (cause) {
				throw await absentOr(gitdir, cause);
			}
		},
		clockSkewMs: () => undefined,
		close: async () => objects.close(),
	};
}

/** What a failed read means: in a shallow clone what is missing was never there. */
async function absentOr(
	gitdir: string,
	cause: unknown,
): Promise<StoreUnavailable> {
	const isMissing = codeOf(cause) === "OBJECT_MISSING";
	const cut = isMissing ? await readShallowFile(gitdir).catch(() => []) : [];
	return cut.length > 0 ? new ShallowEnd(cause) : unreadable(cause);
}

/** Stores objects durably, also while git cleans up in the same place: it removes directories that are empty for a moment. */
export async function writeObjects(
	directory: ObjectDirectory,
	objects: readonly GitObject[],
): Promise<void> {
	for (let retries = 0; ; retries++) {
		try {
			return await directory.write(objects);
		} catch (error) {
			if (codeOf(error) !== "ENOENT" || retries >= MAX_DIRECTORY_RETRIES)
				throw error;
		}
	}
}
