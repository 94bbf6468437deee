import { ObjectCache } from "./git/cache.ts";
import { CachedHistory } from "./git/cached-history.ts";
import { branchRef, tipOf } from "./git/chain.ts";
import { openRemote, type RemoteOptions } from "./git/remote.ts";
import { sendPack } from "./git/send-pack.ts";
import type { Store } from "./store.ts";

export interface HttpStoreOptions extends RemoteOptions {
	/** Without `refs/heads/`. */
	readonly branch: string;
	/** A directory for this branch alone: absent, empty, or made here before. What is in it may be deleted at any time. */
	readonly cacheDir: string;
}

/**
 * Opens a board on a branch of a remote repository, over git's smart HTTP. The remote is not asked anything yet. Throws
 * `TypeError` for a url or branch that cannot be, `STORE_UNAVAILABLE` for a cache directory that is somebody else's.
 */
export async function openHttpStore({
	branch,
	cacheDir,
	...remoteOptions
}: HttpStoreOptions): Promise<Store> {
	const ref = branchRef(branch);
	const remote = openRemote(remoteOptions);
	const cache = await ObjectCache.open({
		dir: cacheDir,
		url: remoteOptions.url,
		ref,
	});
	const history = new CachedHistory(remote, ref, cache);

	return {
		head: () => history.head(),
		version: (oid) => history.version(oid),
		remember: (version) => history.remember(version),
		objects: cache,
		async append(base, commits) {
			tipOf(base, commits);
			const result = await sendPack(remote, ref, { base, commits });
			if (result.kind === "accepted") await history.keep(base, commits);
			return result;
		},
		log: (from) => history.log(from),
		clockSkewMs: remote.clockSkewMs,
		async close() {
			await history.close();
			remote.close();
		},
	};
}
