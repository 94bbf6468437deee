import type { Command } from "../core/command.ts";
import { BoardState } from "../store/board-state.ts";
import { emptyTree } from "../store/git/tree.ts";
import { readEntry } from "../store/journal.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
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
	for (const record of ours) {
		const { tree } = await store.version(record.oid);
		const entry = readEntry(record.message, (path) => tree.get(path));
		if (!entry.ok) return { record, reason: entry.reason };
		const { committer } = parent ?? record;
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
