import type { BoardState } from "../store/board-state.ts";
import type { Formats } from "../store/formats.ts";
import type { CommitRecord, Oid, Signature } from "../store/store.ts";
import { acknowledgedIn, type Settled } from "./foreign.ts";
import { MAX_EDITS } from "./guard-line.ts";
import { type CommitReader, orDamage } from "./verify-reader.ts";

/**
 * Looks for the commit that settles edits by hand, the first of `oids`; undefined when nobody has. `state` is at `parent`, the
 * last commit that holds, and stays there.
 */
export async function settledLater(
	oids: readonly Oid[],
	{
		state,
		parent,
		committer,
		reader,
		formats,
	}: {
		readonly state: BoardState;
		readonly parent: CommitRecord | undefined;
		readonly committer: Pick<Signature, "name" | "email"> | undefined;
		readonly reader: CommitReader;
		readonly formats?: Formats | undefined;
	},
): Promise<Settled | undefined> {
	const base = { oid: parent?.oid ?? null, tree: state.tree };
	// The commit that settles them comes on top of the most that are looked at.
	const ahead = oids.slice(0, MAX_EDITS + 1);
	const found = await orDamage(
		acknowledgedIn(whole(ahead, reader), {
			base,
			state,
			committer,
			formats,
			treeAt: async (oid) => reader.tree(await reader.record(oid), base.tree),
		}).then((settled) => ({ settled })),
	);
	state.moveTo(base.tree);
	return "settled" in found ? found.settled : undefined;
}

/** The commits up to the first that cannot be read whole. */
async function* whole(
	oids: readonly Oid[],
	reader: CommitReader,
): AsyncIterable<CommitRecord> {
	for (const oid of oids) {
		const record = await orDamage(reader.record(oid));
		if ("reason" in record) return;
		yield record;
	}
}
