import { MAX_ASIDE } from "../store/journal-recovery.ts";
import type { Oid, Store } from "../store/store.ts";

/** So far down the branch it is looked for one of them. */
const MAX_SEARCHED = 100_000;

/**
 * The newest commits up to `acknowledged` that a branch at `head` has lost, as far as they can be read: the first is
 * `acknowledged` itself, and there are none where the branch has it.
 */
export async function asideOf(
	store: Store,
	{
		acknowledged,
		head,
	}: { readonly acknowledged: Oid | null; readonly head: Oid | null },
): Promise<readonly Oid[]> {
	if (acknowledged === null) return [];
	const newest: Oid[] = [];
	try {
		for await (const { oid } of store.log(acknowledged))
			if (newest.push(oid) >= MAX_ASIDE) break;
	} catch {
		// What was put aside is often only half there: what there is has to do.
	}
	const kept = await firstOn(store, head, new Set(newest));
	return kept === undefined ? newest : newest.slice(0, newest.indexOf(kept));
}

async function firstOn(
	store: Store,
	head: Oid | null,
	wanted: ReadonlySet<Oid>,
): Promise<Oid | undefined> {
	let visited = 0;
	if (head !== null)
		for await (const { oid } of store.log(head)) {
			if (wanted.has(oid)) return oid;
			if (++visited >= MAX_SEARCHED) break;
		}
	return undefined;
}
