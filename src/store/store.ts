import type { GitObject, ObjectSource } from "./git/object.ts";
import type { Tree } from "./git/tree.ts";

/** A full 40-character lower-case hex object name. */
export type Oid = string;

/** Who wrote a commit and when. `at` is whole seconds since the epoch, always recorded as UTC. */
export interface Signature {
	readonly name: string;
	readonly email: string;
	readonly at: number;
}

/** One state of a board branch: the commit (null before the first one) and its files. */
export interface Version {
	readonly oid: Oid | null;
	readonly tree: Tree;
}

/** A commit that exists in memory only, made by `stageCommit`, with every object the remote may lack. */
export interface StagedCommit extends Version {
	readonly oid: Oid;
	readonly parent: Oid | null;
	readonly message: string;
	readonly objects: readonly GitObject[];
}

/** A commit read back from the branch. */
export interface CommitRecord {
	readonly oid: Oid;
	readonly parents: readonly Oid[];
	readonly treeOid: Oid;
	readonly message: string;
	readonly author: Signature;
	readonly committer: Signature;
}

/**
 * What an `append` came to. `moved`: the branch was not at `base`, nothing was written.
 * `refused`: the remote accepted the comparison but not the content (a rule, a secret scanner); `reason` is its text.
 */
export type AppendResult =
	| { readonly kind: "accepted" }
	| { readonly kind: "moved" }
	| { readonly kind: "refused"; readonly reason: string };

/**
 * One branch of one git repository, as a place to keep a board.
 *
 * Contract, held by `test/contract/store.ts` on every implementation:
 * - `append` is a compare-and-swap on the exact oid `base`: of any number of writers with one base exactly one is accepted, and
 *   a branch that was rolled back, deleted or recreated is `moved`, never overwritten.
 * - `accepted` means the remote has every commit durably by its own word. When the answer is lost, `append` throws
 *   (`code: "STORE_UNAVAILABLE"`) and the outcome is unknown: read `head` and look for the staged oid in its history.
 * - nothing is ever deleted and no history is rewritten.
 */
export interface Store {
	/** Reads the branch's present commit from where it is authoritative. Throws `STORE_UNAVAILABLE`. */
	head(): Promise<Oid | null>;
	/** The files at a commit reachable from the branch (null: the empty tree). Unchanged subtrees are shared with earlier results. */
	version(oid: Oid | null): Promise<Version>;
	/** Takes a version as known: what other versions share with it is not read. */
	remember?(version: Version): void;
	/**
	 * Single objects, for whoever reads many: those that are at hand, which need not be all. What is absent or damaged there
	 * `version` and `log` can still read.
	 */
	readonly objects?: ObjectSource;
	/** Appends a chain of staged commits, the first one's parent being `base`, in order. */
	append(
		base: Oid | null,
		commits: readonly StagedCommit[],
	): Promise<AppendResult>;
	/** First-parent history from a commit, newest first, ending at the root. */
	log(from: Oid): AsyncIterable<CommitRecord>;
	/** Milliseconds the remote's clock is ahead of ours, measured at the last answer; undefined when the remote tells no time. */
	clockSkewMs(): number | undefined;
	close(): Promise<void>;
}
