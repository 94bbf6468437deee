import type { JsonObject } from "../core/errors.ts";
import { fromMs, type Instant, later } from "../core/instant.ts";
import { isOpen } from "../core/status.ts";
import type { TaskKey } from "../core/task.ts";
import { BoardState } from "../store/board-state.ts";
import { decodeBaton, decodeTask } from "../store/codec.ts";
import { emptyTree, type Tree } from "../store/git/tree.ts";
import { nowOf } from "../store/journal.ts";
import { taskPath } from "../store/layout.ts";
import { ShallowEnd } from "../store/shallow-end.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import type { PastTask, Point } from "../verbs/show.ts";
import { type Committer, isSame } from "./board-committer.ts";

/** A commit of a board's log and the time it carries. */
export interface PastCommit {
	readonly commit: Oid;
	readonly at: Instant;
	readonly subject: string;
}

/** How far back in the log a commit is looked for. */
const MAX_COMMITS = 200_000;

/** Where the past of a board is looked up. */
export interface Past {
	readonly store: Store;
	readonly head: Oid;
	/** In whose name the board's commits are made: nobody else's tell a time. */
	readonly committer: Committer;
}

/**
 * The commit a point names: the newest of that name, or the last one that was not made after that time. A commit by hand has
 * no time that can be trusted, and so has that of the last one below it that tells one; and none is older than the one below
 * it says. Undefined when the log up to `head` has no such commit, so nothing beside the board's own line can be asked for.
 */
export async function commitAt(
	past: Past,
	point: Point,
): Promise<PastCommit | undefined> {
	let found: PastCommit | undefined;
	try {
		for await (const span of spans(past, point)) {
			if (found !== undefined) {
				const at = later(found.at, span.at);
				if ("commit" in point || at <= point.at) return { ...found, at };
			}
			const { newest, named, at } = span;
			const isEarly = "at" in point && at <= point.at;
			const meant = isEarly ? newest : named;
			found = meant && pastCommit(meant, at);
		}
	} catch (error) {
		if (found === undefined || !(error instanceof ShallowEnd)) throw error;
	}
	return found;
}

/** Commits that follow each other and have one time: that of the last of them, which tells it. */
interface Span {
	readonly newest: CommitRecord;
	/** The newest of them that the point names. */
	readonly named?: CommitRecord;
	readonly at: Instant;
}

/** The spans of a log, newest first. */
async function* spans(
	{ store, head, committer }: Past,
	point: Point,
): AsyncIterable<Span> {
	let visited = 0;
	let newest: CommitRecord | undefined;
	let named: CommitRecord | undefined;
	for await (const record of store.log(head)) {
		newest ??= record;
		if ("commit" in point && record.oid.startsWith(point.commit))
			named ??= record;
		const isOurs = isSame(record.committer, committer);
		const said = isOurs ? nowOf(record.message) : undefined;
		const isFirst = record.parents.length === 0;
		const at = said ?? (isFirst ? atOf(record) : undefined);
		if (at !== undefined) {
			yield { newest, at, ...(named === undefined ? {} : { named }) };
			newest = undefined;
			named = undefined;
		}
		if (++visited >= MAX_COMMITS) break;
	}
}

function pastCommit({ oid, message }: CommitRecord, at: Instant): PastCommit {
	const [subject = ""] = message.split("\n", 1);
	return { commit: oid, at, subject };
}

/** The whole board at a commit, out of git alone. */
export async function boardAt(store: Store, commit: Oid): Promise<BoardState> {
	const state = new BoardState(emptyTree());
	state.moveTo((await store.version(commit)).tree);
	return state;
}

/** One task as it was at a point of the log. Its legal moves and its children then are not told. */
export async function taskAt(
	past: Past,
	{ key, point }: { readonly key: TaskKey; readonly point: Point },
): Promise<PastTask> {
	const asOf = await commitAt(past, point);
	if (asOf === undefined) return {};
	const as_of = { ...asOf };
	const { tree } = await past.store.version(asOf.commit);
	const bytes = tree.get(taskPath(key, "task"));
	if (bytes === undefined) return { as_of };
	const task = decodeTask(bytes);
	const baton = decodeBaton(
		tree.get(taskPath(key, "baton")) ?? new Uint8Array(),
	);
	if (!task.ok) return { as_of, unreadable: `task.yaml: ${task.reason}` };
	if (!baton.ok) return { as_of, unreadable: `baton.yaml: ${baton.reason}` };
	const { inbox: _inbox, format: _format, ...state } = task.value;
	return {
		as_of,
		task: {
			...(state as unknown as JsonObject),
			open_blockers: task.value.blocked_by.filter((blocker) =>
				mayBeOpen(tree, blocker),
			),
		},
		baton: baton.value as unknown as JsonObject,
	};
}

/** As in the rules: a blocker that cannot be read counts as open. */
function mayBeOpen(tree: Tree, key: TaskKey): boolean {
	const task = decodeTask(tree.get(taskPath(key, "task")) ?? new Uint8Array());
	return !task.ok || isOpen(task.value.status);
}

/** Below the first commit nothing tells a time: where Baton did not write it there is none but git's own. */
function atOf({ committer }: CommitRecord): Instant {
	return fromMs(committer.at * 1_000);
}
