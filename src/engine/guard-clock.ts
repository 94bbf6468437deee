import { type Instant, toMs } from "../core/instant.ts";
import { nowOf } from "../store/journal.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { type Committer, isBy } from "./guard-line.ts";

/** No honest clock is further ahead of ours: nobody writes whose clock is further away from the remote's. */
export const MAX_SKEW_MS = 60_000;

/** Commits by hand tell no time: so far back one that does is looked for. */
const MAX_TIMELESS = 10_000;

/** The time that the last commit tells up to one that is Baton's own; with a committer, the last of theirs. */
export async function timeAt(
	store: Store,
	oid: Oid | null,
	ours?: Committer,
): Promise<Instant | undefined> {
	let visited = 0;
	if (oid !== null)
		for await (const record of store.log(oid)) {
			const told = nowOf(record.message);
			const isTrue = ours === undefined || isBy(record, ours);
			if (told !== undefined && isTrue) return told;
			if (++visited >= MAX_TIMELESS) break;
		}
	return undefined;
}

/** Without a clock no time is ahead of it. */
interface Clocked {
	readonly nowMs?: (() => number) | undefined;
}

/** True for a commit that tells a time which this machine's clock is not near yet. */
export function isFromFuture(
	{ message }: Pick<CommitRecord, "message">,
	clocked: Clocked,
): boolean {
	const told = nowOf(message);
	return told !== undefined && isAhead(told, clocked);
}

/** True for a time that no honest clock can have told yet. */
export function isAhead(at: Instant, { nowMs }: Clocked): boolean {
	return nowMs !== undefined && toMs(at) > nowMs() + MAX_SKEW_MS;
}
