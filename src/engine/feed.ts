import { fromMs, type Instant } from "../core/instant.ts";
import { isTaskKey, type TaskKey } from "../core/task.ts";
import { decodeTask } from "../store/codec.ts";
import { diffTrees, emptyTree, type Tree } from "../store/git/tree.ts";
import { actorOf, nowOf, trailersOf } from "../store/journal.ts";
import { taskOfPath, taskPath } from "../store/layout.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";

/** One commit of the board as its feed tells it. What a commit does not say is absent. */
export interface FeedEvent {
	readonly commit: Oid;
	/** `op`: a command. `edit`: somebody wrote to the branch by hand. Else the kind that the commit itself names. */
	readonly kind: string;
	readonly at: Instant;
	readonly op?: string;
	readonly task?: TaskKey;
	readonly agent?: string;
	/** The login of the account behind it. */
	readonly actor?: string;
	/** The commit's subject. */
	readonly summary: string;
	/** The addressed task's version after it. */
	readonly version?: number;
	/** The addressed task's status after it. */
	readonly status?: string;
	/** Every other task that it changed, and the status that one has after it. */
	readonly others?: Readonly<Record<TaskKey, string>>;
}

/** Which events: at most `limit`, the oldest ones after `cursor`. Without a cursor there are none yet. */
export interface FeedPage {
	readonly cursor?: Oid | undefined;
	readonly limit: number;
	readonly task?: TaskKey | undefined;
	readonly agent?: string | undefined;
	readonly kinds?: readonly string[] | undefined;
}

/** Events in the order they happened, and the cursor behind the last one that was looked at. */
export interface Feed {
	readonly events: readonly FeedEvent[];
	readonly cursor: Oid;
	/** True when there is another page already. */
	readonly more: boolean;
}

/** How far back a cursor is looked for. */
const MAX_BEHIND = 1_000_000;

/** What happened up to `head` since the cursor. Undefined when the log does not hold the cursor. */
export async function readFeed(
	store: Store,
	head: Oid,
	page: FeedPage,
): Promise<Feed | undefined> {
	const { cursor, limit } = page;
	if (cursor === undefined) return { events: [], cursor: head, more: false };
	const found = await oldestAfter(store, head, { ...page, cursor });
	if (found === undefined) return undefined;
	const records = found.slice(0, limit);
	const events: FeedEvent[] = [];
	for (const record of records) events.push(await eventOf(store, record));
	const more = found.length > limit;
	const last = records.at(-1);
	return { events, more, cursor: more && last ? last.oid : head };
}

/** The wanted commits nearest to the cursor, oldest first: one more than the page holds, if there are so many. */
async function oldestAfter(
	store: Store,
	head: Oid,
	page: FeedPage & { readonly cursor: Oid },
): Promise<readonly CommitRecord[] | undefined> {
	let newestFirst: CommitRecord[] = [];
	let visited = 0;
	for await (const record of store.log(head)) {
		if (record.oid === page.cursor)
			return newestFirst.slice(-page.limit - 1).reverse();
		if (await isWanted(store, record, page)) newestFirst.push(record);
		// Only those nearest to the cursor count, and where it is shows at the end.
		if (newestFirst.length > 2 * page.limit + 1)
			newestFirst = newestFirst.slice(-page.limit - 1);
		if (++visited >= MAX_BEHIND) break;
	}
	return undefined;
}

/** True for a commit that no filter keeps out. */
export async function isWanted(
	store: Store,
	record: CommitRecord,
	{ task, agent, kinds }: Omit<FeedPage, "limit">,
): Promise<boolean> {
	if (task === undefined && agent === undefined && kinds === undefined)
		return true;
	const said = trailersOf(record.message);
	if (agent !== undefined && said.get("Agent") !== agent) return false;
	const kind = said.get("Kind") ?? "edit";
	const name = kind === "op" ? (said.get("Op") ?? kind) : kind;
	if (kinds !== undefined && !kinds.includes(name)) return false;
	return (
		task === undefined ||
		said.get("Task") === task ||
		(await touches(store, record, task))
	);
}

/** True when a commit changed the state of a task, whichever it was about. */
async function touches(
	store: Store,
	record: CommitRecord,
	task: TaskKey,
): Promise<boolean> {
	const path = taskPath(task, "task");
	const [before, after] = await aroundOf(store, record);
	return before.oidOf(path) !== after.oidOf(path);
}

/** A commit as the feed tells it. */
export async function eventOf(
	store: Store,
	record: CommitRecord,
): Promise<FeedEvent> {
	const said = trailersOf(record.message);
	const [summary = ""] = record.message.split("\n", 1);
	const [op, addressed, agent] = ["Op", "Task", "Agent"].map((name) =>
		said.get(name),
	);
	// Whoever writes by hand may write anything into a message.
	const task =
		addressed !== undefined && isTaskKey(addressed) ? addressed : undefined;
	const actor = actorOf(said)?.login ?? record.author.name;
	const version = Number(said.get("Version"));
	const [before, after] = await aroundOf(store, record);
	const status = task === undefined ? undefined : statusOf(after, task);
	const others = othersOf(before, after, task);
	return {
		commit: record.oid,
		kind: said.get("Kind") ?? "edit",
		at: nowOf(record.message) ?? fromMs(record.committer.at * 1_000),
		...(op === undefined ? {} : { op }),
		...(task === undefined ? {} : { task }),
		...(agent === undefined ? {} : { agent }),
		actor,
		summary,
		...(Number.isSafeInteger(version) ? { version } : {}),
		...(status === undefined ? {} : { status }),
		...(Object.keys(others).length === 0 ? {} : { others }),
	};
}

async function aroundOf(
	store: Store,
	{ oid, parents }: CommitRecord,
): Promise<readonly [Tree, Tree]> {
	const [parent] = parents;
	const before =
		parent === undefined ? emptyTree() : (await store.version(parent)).tree;
	return [before, (await store.version(oid)).tree];
}

function othersOf(
	before: Tree,
	after: Tree,
	task: TaskKey | undefined,
): Record<TaskKey, string> {
	const keys = new Set<TaskKey>();
	for (const path of diffTrees(before, after)) {
		const key = taskOfPath(path);
		if (key !== undefined && key !== task) keys.add(key);
	}
	const statuses = [...keys].map((key) => [key, statusOf(after, key)] as const);
	return Object.fromEntries(
		statuses.map(([key, status]) => [key, status ?? "unreadable"]),
	);
}

function statusOf(tree: Tree, key: TaskKey): string | undefined {
	const bytes = tree.get(taskPath(key, "task"));
	const task = bytes && decodeTask(bytes);
	return task?.ok === true ? task.value.status : undefined;
}
