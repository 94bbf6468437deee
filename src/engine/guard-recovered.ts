import type { BoardState } from "../store/board-state.ts";
import { emptyTree, type Tree } from "../store/git/tree.ts";
import { readRecovery } from "../store/journal-recovery.ts";
import type { CommitRecord, Oid } from "../store/store.ts";
import { recoveryFault } from "./guard-recovery-fault.ts";
import type { Guarded } from "./guard-standing.ts";

/** True when a recovery that puts `known` aside is one that Baton could have made. Leaves the state anywhere. */
export async function mayStand(
	record: CommitRecord,
	known: Oid,
	{ store, state }: Guarded,
): Promise<boolean> {
	const treeAt = async (oid: Oid) => (await store.version(oid)).tree;
	// What was put aside is often not there to be read any more.
	const base = await treeAt(known).catch(() => undefined);
	return (await recoveredTree(record, { base, state, treeAt })) !== undefined;
}

/** The files of a recovery that may stand; undefined for any other. Leaves `state` anywhere. */
export async function recoveredTree(
	{ oid, parents, message }: CommitRecord,
	{
		base,
		state,
		treeAt,
	}: {
		/** The last state before it that held, where it can be read. */
		readonly base: Tree | undefined;
		readonly state: BoardState;
		readonly treeAt: (oid: Oid) => Promise<Tree>;
	},
): Promise<Tree | undefined> {
	const entry = readRecovery(message);
	if (entry === undefined || parents.length > 1) return undefined;
	const [on] = parents;
	const parent = on === undefined ? emptyTree() : await treeAt(on);
	const tree = await treeAt(oid);
	const chosen =
		entry.chosen === null
			? emptyTree()
			: await treeAt(entry.chosen).catch(() => undefined);
	const before = base === undefined ? [parent] : [parent, base];
	const fault = recoveryFault({ tree, before, chosen }, state);
	return fault === undefined ? tree : undefined;
}
