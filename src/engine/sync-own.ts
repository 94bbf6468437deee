import type { Command } from "../core/command.ts";
import { BoardState } from "../store/board-state.ts";
import { emptyTree, type Tree } from "../store/git/tree.ts";
import { readEntry } from "../store/journal.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { type Committer, isSame } from "./board-committer.ts";
import { type Accepted, acceptedAt } from "./sync-accepted.ts";
import { checkCommit } from "./verify-commit.ts";
import { type CommitReader, orDamage, storeReader } from "./verify-reader.ts";

/** A command as it stands in the log. */
export interface OwnCommand {
	readonly record: CommitRecord;
	readonly command: Command;
}

/** A commit that is no command of Baton's, and why. */
export interface Stranger {
	readonly record: CommitRecord;
	readonly reason: string;
}

/** Commits that follow each other on `base`. */
export interface OwnLine {
	readonly base: Oid | null;
	readonly ours: readonly CommitRecord[];
	/** In whose name the board's commits are made: it names the board, not the machine that writes them. */
	readonly committer: Committer;
	/** True when nothing has to be decided again: then edits by hand that were settled here may go along. */
	readonly isAhead: boolean;
}

/**
 * The commands of a line; or its first commit that is none: made by hand, of another kind, or not what its command gives. An
 * acknowledgement of edits that the base has already is passed over: on another head there will be another.
 */
export async function ownCommands(
	store: Store,
	line: OwnLine,
): Promise<readonly OwnCommand[] | Stranger> {
	const { base, ours } = line;
	const reader = storeReader(store);
	const state = new BoardState(emptyTree());
	state.moveTo((await store.version(base)).tree);
	let parent = base === null ? undefined : await reader.record(base);
	const commands: OwnCommand[] = [];
	for (let next = 0; next < ours.length; ) {
		const record = ours[next] as CommitRecord;
		const on = { ...line, parent, state, reader };
		const found = await ownCommand(store, record, on);
		if ("command" in found) {
			commands.push(found);
			state.moveTo(found.tree);
			parent = record;
			next++;
			continue;
		}
		const ahead = ours.slice(next);
		const passed = await acceptedAt(store, { ...on, ahead });
		if (passed === undefined || !mayPass(passed, line)) return found;
		state.moveTo(passed.tree);
		parent = passed.record;
		next += passed.commits;
	}
	return commands;
}

/** What is decided again goes on without an acknowledgement, but not without the edits it acknowledges. */
function mayPass({ commits, isBelow }: Accepted, { isAhead }: OwnLine) {
	return isAhead || (isBelow && commits === 1);
}

interface On {
	readonly parent: CommitRecord | undefined;
	/** The board at the parent. */
	readonly state: BoardState;
	readonly committer: Committer;
	readonly reader: CommitReader;
}

async function ownCommand(
	store: Store,
	record: CommitRecord,
	on: On,
): Promise<(OwnCommand & { readonly tree: Tree }) | Stranger> {
	const { tree } = await store.version(record.oid);
	const entry = readEntry(record.message, (path) => tree.get(path));
	if (!entry.ok) return { record, reason: entry.reason };
	if (!isSame(record.committer, on.committer))
		return { record, reason: inAnotherName(record, on.committer) };
	const found = await orDamage(
		checkCommit({ ...on, record, identity: undefined }),
	);
	return "reason" in found
		? { record, reason: found.reason }
		: { record, command: entry.command, tree: found.tree };
}

function inAnotherName(
	{ committer }: CommitRecord,
	{ name, email }: Committer,
): string {
	return `it was committed by ${committer.name} <${committer.email}>, and every command on this board, said here or elsewhere, is committed by ${name} <${email}> as its first commit is`;
}
