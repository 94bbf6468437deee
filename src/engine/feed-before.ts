import { agentOfLogin } from "../core/agent.ts";
import { fromMs, type Instant } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import { actorOf, nowOf, trailersOf } from "../store/journal.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { eventOf, type FeedEvent, isWanted } from "./feed.ts";

/** Which commits are told of; an absent filter does not filter. */
export interface FeedFilter {
	readonly task?: TaskKey | undefined;
	/** A worker, or the account behind it. */
	readonly agent?: string | undefined;
	readonly kinds?: readonly string[] | undefined;
}

/** At most `limit` events before a commit, or before and with the head, made at `since` or later and before `until`. */
export interface PageBefore extends FeedFilter {
	/** A commit, or `head`. */
	readonly before: string;
	readonly since?: Instant | undefined;
	readonly until?: Instant | undefined;
	readonly limit: number;
}

/** Events, the newest first. */
export interface FeedBack {
	readonly events: readonly FeedEvent[];
	/** The head: what comes after it is told from this cursor on. */
	readonly cursor: Oid;
	/** True when there is, or may be, something older. */
	readonly more: boolean;
	/** The commit to say as the next `before`; absent when there is nothing older. */
	readonly older?: Oid;
}

/** How much of the log one page goes through, and how far back it may begin. */
const MAX_COMMITS = 100_000;
const MAX_SKIPPED = 1_000_000;
/** After so many in a row that are too old nothing newer is looked for: an edit by hand may tell any time. */
const MAX_TOO_OLD = 1_000;

/** What happened before a commit, newest first. Undefined when the log does not hold that commit. */
export async function feedBefore(
	store: Store,
	head: Oid,
	page: PageBefore,
	most = MAX_COMMITS,
): Promise<FeedBack | undefined> {
	const events: FeedEvent[] = [];
	const end = (older?: Oid): FeedBack => ({
		...{ events, cursor: head, more: older !== undefined },
		...(older === undefined ? {} : { older }),
	});
	let isThere = page.before === "head";
	let visited = 0;
	let skipped = 0;
	let tooOld = 0;
	let last = page.before;
	for await (const record of store.log(head)) {
		if (!isThere) {
			isThere = record.oid === page.before;
			if (++skipped >= MAX_SKIPPED) break;
			continue;
		}
		tooOld = isTooOld(record, page) ? tooOld + 1 : 0;
		if (tooOld >= MAX_TOO_OLD) return end();
		if (visited++ >= most) return end(last);
		if (await isMeant(store, record, page)) {
			if (events.length >= page.limit) return end(last);
			events.push(await eventOf(store, record));
		}
		last = record.oid;
	}
	return isThere ? end() : undefined;
}

function isTooOld(record: CommitRecord, { since }: PageBefore): boolean {
	const now = nowOf(record.message);
	return since !== undefined && now !== undefined && now < since;
}

async function isMeant(
	store: Store,
	record: CommitRecord,
	{ agent, since, until, ...filter }: PageBefore,
): Promise<boolean> {
	const at = nowOf(record.message) ?? fromMs(record.committer.at * 1_000);
	if (until !== undefined && at >= until) return false;
	if (since !== undefined && at < since) return false;
	if (agent !== undefined && !isBy(record, agent)) return false;
	return isWanted(store, record, filter);
}

/** True for what the worker said, and for what its account or the one of that name did. */
function isBy({ message, author }: CommitRecord, agent: string): boolean {
	const said = trailersOf(message);
	if (said.get("Agent") === agent) return true;
	return agentOfLogin(actorOf(said)?.login ?? author.name) === agent;
}
