import type { Command } from "../core/command.ts";
import { BoardState } from "../store/board-state.ts";
import { emptyTree } from "../store/git/tree.ts";
import { readEntry } from "../store/journal.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { boardCommitter, type Committer, isSame } from "./board-committer.ts";
import { checkCommit } from "./verify-commit.ts";
import { orDamage, storeReader } from "./verify-reader.ts";

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

/**
 * The commands of commits that follow each other on `base`; or the first commit that is none: made by hand, of another kind,
 * or not what its command gives.
 */
export async function ownCommands(
	store: Store,
	{ base, ours }: { base: Oid | null; ours: readonly CommitRecord[] },
): Promise<readonly OwnCommand[] | Stranger> {
	const reader = storeReader(store);
	const state = new BoardState(emptyTree());
	state.moveTo((await store.version(base)).tree);
	let parent = base === null ? undefined : await reader.record(base);
	const commands: OwnCommand[] = [];
	const committer = await committerOf(store, { base, ours });
	for (const record of ours) {
		const { tree } = await store.version(record.oid);
		const entry = readEntry(record.message, (path) => tree.get(path));
		if (!entry.ok) return { record, reason: entry.reason };
		if (!isSame(record.committer, committer))
			return { record, reason: inAnotherName(record, committer) };
		const checked = { record, parent, state, committer, reader };
		const found = await orDamage(
			checkCommit({ ...checked, identity: undefined }),
		);
		if ("reason" in found) return { record, reason: found.reason };
		commands.push({ record, command: entry.command });
		state.moveTo(found.tree);
		parent = record;
	}
	return commands;
}

/** Commands said without the server are committed in the board's own name too: it names the board, not the machine. */
async function committerOf(
	store: Store,
	{ base, ours }: { base: Oid | null; ours: readonly CommitRecord[] },
): Promise<Committer> {
	const on = base ?? ours[0]?.oid;
	if (on === undefined) throw new Error("no command to look at");
	return boardCommitter(store, on);
}

function inAnotherName(
	{ committer }: CommitRecord,
	{ name, email }: Committer,
): string {
	return `it was committed by ${committer.name} <${committer.email}>, and every command on this board, said here or elsewhere, is committed by ${name} <${email}> as its first commit is`;
}
