import type { CommitRecord, Oid } from "../store/store.ts";
import { recoveryFault } from "./guard-sound.ts";
import type { Guarded } from "./guard-standing.ts";

/** True when a recovery that puts `known` aside is one that Baton could have made. Leaves the state anywhere. */
export async function mayStand(
	{ oid, parents }: CommitRecord,
	known: Oid,
	{ store, state }: Guarded,
): Promise<boolean> {
	const [on = null] = parents;
	const { tree: parent } = await store.version(on);
	const { tree } = await store.version(oid);
	// What was put aside is often not there to be read any more.
	const base = await store.version(known).catch(() => ({ tree: parent }));
	const fault = recoveryFault(tree, { base: base.tree, parent, state });
	return parents.length <= 1 && fault === undefined;
}
