import type { Json } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import type { Oid, Store } from "../store/store.ts";
import { readFeed } from "./feed.ts";
import { type FeedFilter, feedBefore } from "./feed-before.ts";

/** What is asked of the log: what came after a cursor, or what there was before a commit. */
export interface FeedQuestion extends FeedFilter {
	readonly cursor?: Oid | undefined;
	/** A commit, or `head`. */
	readonly before?: string | undefined;
	readonly since?: Instant | undefined;
	readonly until?: Instant | undefined;
	readonly limit: number;
}

/** The facts of `feed`; null when the log does not hold the commit that is named. */
export async function feedFacts(
	store: Store,
	head: Oid,
	{ before, ...asked }: FeedQuestion,
): Promise<Json> {
	const found =
		before === undefined
			? await readFeed(store, head, asked)
			: await feedBefore(store, head, { ...asked, before });
	return (found ?? null) as unknown as Json;
}
