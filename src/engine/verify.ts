import { fromMs, toMs } from "../core/instant.ts";
import { BoardState } from "../store/board-state.ts";
import { diffTrees, emptyTree } from "../store/git/tree.ts";
import { readEntry } from "../store/journal.ts";
import type { CommitRecord, Oid, Store, Version } from "../store/store.ts";
import type { Identity } from "./identity.ts";
import { isCommittable, treeAfter, work } from "./replay.ts";

/** What verification found: the whole log follows from itself, or the first commit that does not and why. */
export type Verification =
	| { readonly ok: true; readonly head: Oid | null; readonly commits: number }
	| {
			readonly ok: false;
			readonly head: Oid;
			readonly commits: number;
			readonly commit: Oid;
			readonly subject: string;
			readonly reason: string;
			readonly paths: readonly string[];
	  };

/** How many differing paths are named. */
const PATHS_SHOWN = 10;

/**
 * Replays a branch from its first commit to its head: every command, decided again on its parent's files, must give its
 * own files byte for byte. `identity` checks authors too; without it they are not looked at.
 */
export async function verify(
	store: Store,
	options: { readonly head?: Oid | null; readonly identity?: Identity } = {},
): Promise<Verification> {
	const head = options.head === undefined ? await store.head() : options.head;
	if (head === null) return { ok: true, head, commits: 0 };
	const oldestFirst: CommitRecord[] = [];
	for await (const record of store.log(head)) oldestFirst.push(record);
	oldestFirst.reverse();
	const state = new BoardState(emptyTree());
	let parent: CommitRecord | undefined;
	for (const [index, record] of oldestFirst.entries()) {
		const version = await store.version(record.oid);
		const fault =
			checkRecord(record, parent) ??
			checkReplay(state, { record, version, identity: options.identity });
		if (fault !== undefined)
			return {
				ok: false,
				head,
				commits: index,
				commit: record.oid,
				subject: subjectOf(record),
				...fault,
			};
		state.moveTo(version.tree);
		parent = record;
	}
	return { ok: true, head, commits: oldestFirst.length };
}

interface Fault {
	readonly reason: string;
	readonly paths: readonly string[];
}

function checkRecord(
	record: CommitRecord,
	parent: CommitRecord | undefined,
): Fault | undefined {
	if (record.parents.length > 1)
		return { reason: "it is a merge; the log is a single line", paths: [] };
	if (parent !== undefined && record.parents[0] !== parent.oid)
		return { reason: "its parent is missing from the log", paths: [] };
	if (parent !== undefined && record.committer.at < parent.committer.at)
		return { reason: "it is older than its parent", paths: [] };
	return undefined;
}

function checkReplay(
	state: BoardState,
	subject: {
		record: CommitRecord;
		version: Version;
		identity: Identity | undefined;
	},
): Fault | undefined {
	const { record, version, identity } = subject;
	const changed = () =>
		diffTrees(state.tree, version.tree).slice(0, PATHS_SHOWN);
	const entry = readEntry(record.message, (path) => version.tree.get(path));
	if (!entry.ok) return { reason: entry.reason, paths: changed() };
	const { command } = entry;
	if (
		fromMs(record.committer.at * 1_000) !==
		fromMs(Math.floor(toMs(command.now) / 1_000) * 1_000)
	) {
		return { reason: "its date is not the time in its message", paths: [] };
	}
	const author = identity?.author(command.actor, record.author.at);
	if (
		author !== undefined &&
		(author.email !== record.author.email || author.name !== record.author.name)
	) {
		return {
			reason: `its author ${record.author.name} is not its actor ${command.actor.login}`,
			paths: [],
		};
	}
	const outcome = work(state, command);
	if (!isCommittable(outcome)) {
		const why =
			outcome.ok === false
				? `it would be refused: ${outcome.code}, ${outcome.message}`
				: outcome.ok === "known"
					? "its op id took effect before"
					: "it changes nothing";
		return { reason: why, paths: changed() };
	}
	const replayed = treeAfter(state, outcome);
	if (replayed.rootOid !== version.tree.rootOid)
		return {
			reason: "its files are not what its command gives",
			paths: diffTrees(replayed, version.tree).slice(0, PATHS_SHOWN),
		};
	if (outcome.written.message !== record.message)
		return { reason: "its message is not what its command gives", paths: [] };
	return undefined;
}

function subjectOf(record: CommitRecord): string {
	return record.message.split("\n", 1)[0] ?? "";
}
