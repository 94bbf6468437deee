import type { TaskKey } from "../core/task.ts";
import type { BoardState } from "../store/board-state.ts";
import {
	type Decoded,
	decodeBaton,
	decodeBoard,
	decodeContext,
	decodePlan,
	decodeTask,
} from "../store/codec.ts";
import type { Formats } from "../store/formats.ts";
import { FORMATS } from "../store/formats.ts";
import type { Tree } from "../store/git/tree.ts";
import { readMigration } from "../store/journal-migration.ts";
import { BOARD_FILE, taskPath } from "../store/layout.ts";
import type { Oid, Store, Version } from "../store/store.ts";
import { type Committer, isBy } from "./guard-line.ts";
import { migrated } from "./migrate.ts";

/** How far back in the log it is looked for whoever brought the board up. */
const MAX_SEARCHED = 100_000;
/** So many commits, by nobody who says so, are stepped back one by one for a state that can be read. */
const MAX_STEPS_BACK = 50;

/**
 * Which document of a board a newer version of Baton wrote, and how that shows; undefined when there is none. Task documents
 * are looked for among `keys`, by default the tasks whose state cannot be read. `state` is at the tree.
 */
export function newerDocument(
	state: BoardState,
	keys: Iterable<TaskKey> = Array.from(state.broken(), ([key]) => key),
): string | undefined {
	const { tree } = state;
	const board = newerIn(tree, BOARD_FILE, decodeBoard);
	if (board !== undefined) return board;
	for (const key of keys) {
		const found =
			newerIn(tree, taskPath(key, "task"), decodeTask) ??
			newerIn(tree, taskPath(key, "baton"), decodeBaton) ??
			newerIn(tree, taskPath(key, "plan"), decodePlan) ??
			newerIn(tree, taskPath(key, "context"), (page) => decodeContext([page]));
		if (found !== undefined) return found;
	}
	return undefined;
}

function newerIn(
	tree: Tree,
	path: string,
	decode: (bytes: Uint8Array) => Decoded<unknown>,
): string | undefined {
	const bytes = tree.get(path);
	const decoded = bytes === undefined ? undefined : decode(bytes);
	return decoded?.ok === false && decoded.newer === true
		? `${path}: ${decoded.reason}`
		: undefined;
}

/** What the log tells of how a board became newer: with which version of Baton, and the last commit before that. */
export interface Outgrown {
	readonly build?: string;
	readonly last?: Oid;
}

/** Looks down the log for the first migration or upgrade beyond what this version knows. Throws `STORE_UNAVAILABLE`. */
export async function outgrownIn(
	store: Store,
	head: Oid,
	{
		formats = FORMATS,
		ours,
	}: {
		readonly formats?: Formats | undefined;
		/** Only what they committed tells of a newer Baton: anybody can write such a message. */
		readonly ours: Committer;
	},
): Promise<Outgrown> {
	let found: Outgrown = {};
	let visited = 0;
	for await (const record of store.log(head)) {
		const { message, parents } = record;
		const entry = isBy(record, ours) ? readMigration(message) : undefined;
		const known = entry?.kind === "upgrade" ? formats.rules : formats.format;
		if (entry !== undefined && entry.to > known) {
			const [last] = parents;
			// The newest of them names the version that is enough; the oldest comes right after what can be read.
			found = {
				build: found.build ?? entry.build,
				...(last === undefined ? {} : { last }),
			};
		}
		if (++visited >= MAX_SEARCHED) break;
	}
	return found;
}

/** The last version up to `head` that this version of Baton can read, for questions. Leaves `state` anywhere. */
export async function lastReadable(
	head: Oid,
	{ last }: Outgrown,
	at: {
		readonly store: Store;
		readonly state: BoardState;
		readonly formats?: Formats | undefined;
	},
): Promise<Version | undefined> {
	const { store, state, formats = FORMATS } = at;
	let steps = 0;
	for await (const { oid } of store.log(last ?? head)) {
		const version = await store.version(oid);
		state.moveTo(migrated(version.tree, formats));
		if (state.board !== undefined && newerDocument(state) === undefined)
			return version;
		if (++steps >= MAX_STEPS_BACK) break;
	}
	return undefined;
}
