import { toMs } from "../core/instant.ts";
import { BoardState } from "../store/board-state.ts";
import { stageCommit } from "../store/git/commit.ts";
import { diffTrees, emptyTree } from "../store/git/tree.ts";
import { readEntry } from "../store/journal.ts";
import type {
	CommitRecord,
	Oid,
	StagedCommit,
	Store,
	Version,
} from "../store/store.ts";
import type { Decision } from "../verbs/decide.ts";
import type { Identity } from "./identity.ts";
import { isCommittable, work } from "./replay.ts";

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
	const first = oldestFirst[0];
	let parent: CommitRecord | undefined;
	for (const [index, record] of oldestFirst.entries()) {
		const version = await store.version(record.oid);
		const fault =
			checkLine(record, parent) ??
			checkReplay(state, {
				record,
				version,
				first,
				identity: options.identity,
			});
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

interface Checked {
	readonly record: CommitRecord;
	readonly version: Version;
	/** The board's first commit: whoever committed that commits all. */
	readonly first: CommitRecord | undefined;
	readonly identity: Identity | undefined;
}

function checkLine(
	record: CommitRecord,
	parent: CommitRecord | undefined,
): Fault | undefined {
	if (record.parents.length > 1)
		return fault("it is a merge; the log is a single line");
	if (parent !== undefined && record.parents[0] !== parent.oid)
		return fault("its parent is missing from the log");
	if (parent !== undefined && record.committer.at < parent.committer.at)
		return fault("it is older than its parent");
	return undefined;
}

function checkReplay(state: BoardState, checked: Checked): Fault | undefined {
	const { record, version, first, identity } = checked;
	const changed = () => diffTrees(state.tree, version.tree);
	const entry = readEntry(record.message, (path) => version.tree.get(path));
	if (!entry.ok) return fault(entry.reason, changed());
	const outcome = work(state, entry.command);
	if (!isCommittable(outcome))
		return fault(whyNotCommitted(outcome), changed());
	const at = Math.floor(toMs(entry.command.now) / 1_000);
	const { name, email } = first?.committer ?? record.committer;
	const expected = stageCommit(
		{ oid: record.parents[0] ?? null, tree: state.tree },
		{
			files: outcome.files,
			message: outcome.written.message,
			author: identity?.author(entry.command.actor, at) ?? {
				...record.author,
				at,
			},
			committer: { name, email, at },
		},
	);
	return expected.oid === record.oid
		? undefined
		: difference(expected, checked);
}

/** Says what makes a commit another one than its command gives. */
function difference(
	expected: StagedCommit,
	{ record, version, first, identity }: Checked,
): Fault {
	if (expected.tree.rootOid !== version.tree.rootOid)
		return fault(
			"its files are not what its command gives",
			diffTrees(expected.tree, version.tree),
		);
	if (expected.message !== record.message)
		return fault("its message is not what its command gives");
	if (
		first !== undefined &&
		(first.committer.name !== record.committer.name ||
			first.committer.email !== record.committer.email)
	) {
		return fault(
			`it was committed by ${record.committer.name}, not by ${first.committer.name} as the first one`,
		);
	}
	return fault(
		identity === undefined
			? "its header is not what its command gives"
			: "its author, a date or another header is not what its command gives",
	);
}

function whyNotCommitted(outcome: Decision): string {
	if (outcome.ok === false)
		return `it would be refused: ${outcome.code}, ${outcome.message}`;
	return outcome.ok === "known"
		? "its op id took effect before"
		: "it changes nothing";
}

function fault(reason: string, paths: readonly string[] = []): Fault {
	return { reason, paths: paths.slice(0, PATHS_SHOWN) };
}

function subjectOf(record: CommitRecord): string {
	return record.message.split("\n", 1)[0] ?? "";
}
