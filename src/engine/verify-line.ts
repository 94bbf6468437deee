import type { CommitRecord, Oid } from "../store/store.ts";
import { type CommitReader, orDamage } from "./verify-reader.ts";

/**
 * The commits of a branch that are to be verified, oldest first. `parent` is the commit before them, none when they start at
 * the first one. `elsewhere`: the commit to start behind is not on the branch. `broken`: a commit cannot be read, and so
 * nothing before it can be found.
 */
export type Line =
	| {
			readonly kind: "line";
			readonly oids: readonly Oid[];
			readonly parent: CommitRecord | undefined;
	  }
	| { readonly kind: "elsewhere" }
	| { readonly kind: "broken"; readonly commit: Oid; readonly reason: string };

/** No log is followed any further: only damage can make one so long. */
const MAX_COMMITS = 10_000_000;
/** So many are read between two turns of the event loop. */
const COMMITS_PER_TURN = 100;

/** Follows first parents from `head` down to `until`, which is left out, or to the first commit. */
export async function readLine(
	reader: CommitReader,
	{ head, until }: { readonly head: Oid; readonly until: Oid | undefined },
): Promise<Line> {
	const newestFirst: Oid[] = [];
	for (let oid: Oid | undefined = head; oid !== undefined; ) {
		const commit: Oid = oid;
		const record: CommitRecord | { readonly reason: string } = await orDamage(
			reader.record(commit),
		);
		if ("reason" in record)
			return { kind: "broken", commit, reason: record.reason };
		if (commit === until)
			return { kind: "line", oids: newestFirst.reverse(), parent: record };
		newestFirst.push(commit);
		if (newestFirst.length % COMMITS_PER_TURN === 0)
			await new Promise((resolve) => setImmediate(resolve));
		if (newestFirst.length > MAX_COMMITS)
			return { kind: "broken", commit, reason: "the log before it never ends" };
		oid = record.parents[0];
	}
	return until === undefined
		? { kind: "line", oids: newestFirst.reverse(), parent: undefined }
		: { kind: "elsewhere" };
}
