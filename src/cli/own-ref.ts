import { moveRef, readRef } from "../store/git/ref.ts";
import type { Oid } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";

export const LOCK_TIMEOUT_MS = 5_000;

/** Points a ref of our own somewhere. Throws `STORE_UNAVAILABLE` when somebody else moves it at that moment. */
export async function point(
	gitdir: string,
	ref: string,
	to: Oid,
): Promise<void> {
	const place = { gitdir, ref, lockTimeoutMs: LOCK_TIMEOUT_MS };
	const now = await readRef(place);
	if (now !== to && !(await moveRef(place, now, to)))
		throw new StoreUnavailable(`${ref} was moved by another sync: try again`);
}
