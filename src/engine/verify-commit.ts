import { toMs } from "../core/instant.ts";
import type { BoardState } from "../store/board-state.ts";
import { stageCommit } from "../store/git/commit.ts";
import { diffTrees, type Tree } from "../store/git/tree.ts";
import { type Entry, readEntry } from "../store/journal.ts";
import type { CommitRecord, StagedCommit } from "../store/store.ts";
import type { VerifiedMark } from "../store/verified-mark.ts";
import type { Decision } from "../verbs/decide.ts";
import type { Identity } from "./identity.ts";
import { isCommittable, work } from "./replay.ts";
import type { CommitReader } from "./verify-reader.ts";

/** Why a commit does not hold, and at most ten of the files that show it. */
export interface Fault {
	readonly reason: string;
	readonly paths: readonly string[];
}

/** A commit to check. `state` is the board at its parent. */
export interface Checked {
	readonly record: CommitRecord;
	readonly parent: CommitRecord | undefined;
	readonly state: BoardState;
	/** Whoever committed the board's first commit commits all. */
	readonly committer: VerifiedMark["committer"];
	readonly identity: Identity | undefined;
	readonly reader: CommitReader;
}

/** How many differing paths are named. */
const PATHS_SHOWN = 10;

/** The files of a commit that holds; `changed` are all paths at which they may differ from its parent's, where that is known. */
export interface Held {
	readonly tree: Tree;
	readonly changed?: readonly string[];
}

/** The files of a commit that follows from its parent, or why it does not. What is missing of it or damaged throws. */
export async function checkCommit(checked: Checked): Promise<Held | Fault> {
	const broken = lineFault(checked);
	if (broken !== undefined) return broken;
	const entry = await entryOf(checked);
	if (!entry.ok) return fault(entry.reason, await changes(checked));
	// Every kind of commit has a proof of its own; an entry that can be read is always of the kind `op`.
	return checkOp(entry, checked);
}

/** A fault, with the first of the paths that differ. */
function fault(reason: string, paths: readonly string[] = []): Fault {
	return { reason, paths: paths.slice(0, PATHS_SHOWN) };
}

function lineFault({ record, parent }: Checked): Fault | undefined {
	if (record.parents.length > 1)
		return fault("it is a merge; the log is a single line");
	if (parent !== undefined && record.parents[0] !== parent.oid)
		return fault("its parent is missing from the log");
	if (parent !== undefined && record.committer.at < parent.committer.at)
		return fault("it is older than its parent");
	return undefined;
}

/** What the message says. Few commits have their input in a file, so files are read only when the message names one. */
async function entryOf({ record, state, reader }: Checked) {
	let isFileAsked = false;
	const entry = readEntry(record.message, () => {
		isFileAsked = true;
		return undefined;
	});
	if (!isFileAsked) return entry;
	const tree = await reader.tree(record, state.tree);
	return readEntry(record.message, (path) => tree.get(path));
}

/** The command, decided again on the parent's files, must give this very commit. */
async function checkOp(entry: Entry, checked: Checked): Promise<Held | Fault> {
	const { record, reader } = checked;
	const redone = redo(entry, checked);
	if (typeof redone === "string") return fault(redone, await changes(checked));
	const { expected, changed } = redone;
	return expected.oid === record.oid
		? { tree: await reader.intact(expected), changed }
		: difference(expected, checked);
}

/** The commit that a command comes to, or why it comes to none. */
function redo(
	{ command }: Entry,
	{ record, state, committer, identity }: Checked,
):
	| { readonly expected: StagedCommit; readonly changed: readonly string[] }
	| string {
	try {
		const outcome = work(state, command);
		if (!isCommittable(outcome)) return whyNotCommitted(outcome);
		const at = Math.floor(toMs(command.now) / 1_000);
		const expected = stageCommit(
			{ oid: record.parents[0] ?? null, tree: state.tree },
			{
				files: outcome.files,
				message: outcome.written.message,
				author: identity?.author(command.actor, at) ?? { ...record.author, at },
				committer: { ...committer, at },
			},
		);
		return { expected, changed: [...outcome.files.keys()] };
	} catch (error) {
		// No input that Baton took in can do that, but a forged one might: it must be named, not crash who looks for it.
		return `deciding it again fails: ${(error as Error).message}`;
	}
}

/** Says what makes a commit another one than its command gives. */
async function difference(
	expected: StagedCommit,
	{ record, state, committer, identity, reader }: Checked,
): Promise<Fault> {
	if (expected.tree.rootOid !== record.treeOid)
		return fault(
			"its files are not what its command gives",
			diffTrees(expected.tree, await reader.tree(record, state.tree)),
		);
	if (expected.message !== record.message)
		return fault("its message is not what its command gives");
	if (
		committer.name !== record.committer.name ||
		committer.email !== record.committer.email
	) {
		return fault(
			`it was committed by ${record.committer.name}, not by ${committer.name} as the first one`,
		);
	}
	return fault(
		identity === undefined
			? "its header is not what its command gives"
			: "its author, a date or another header is not what its command gives",
	);
}

async function changes({
	record,
	state,
	reader,
}: Checked): Promise<readonly string[]> {
	return diffTrees(state.tree, await reader.tree(record, state.tree));
}

function whyNotCommitted(outcome: Decision): string {
	if (outcome.ok === false)
		return `it would be refused: ${outcome.code}, ${outcome.message}`;
	return outcome.ok === "known"
		? "its op id took effect before"
		: "it changes nothing";
}
