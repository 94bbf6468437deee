import { toMs } from "../core/instant.ts";
import {
	broughtUp,
	documentOf,
	type Formats,
	isDocumentPath,
} from "../store/formats.ts";
import { stageCommit } from "../store/git/commit.ts";
import type { Tree } from "../store/git/tree.ts";
import type { MigrationEntry } from "../store/journal-migration.ts";
import { writeMigration } from "../store/journal-migration.ts";
import { BOARD_FILE } from "../store/layout.ts";
import type { Signature, StagedCommit, Version } from "../store/store.ts";

/** So many documents are rewritten by one commit at most. */
export const MAX_DOCUMENTS = 2_000;

/** The format of a board that has to be brought up before it is written to; undefined for one of today's, or of none known. */
export function olderFormat(tree: Tree, formats: Formats): number | undefined {
	if (formats.steps.size === 0) return undefined;
	const format = documentOf(tree.get(BOARD_FILE))?.format;
	return typeof format === "number" &&
		format < formats.format &&
		formats.steps.has(format)
		? format
		: undefined;
}

/** The files of a board as they will be once it is migrated: what is decided on, and shown, until then. */
export function migrated(tree: Tree, formats: Formats): Tree {
	if (olderFormat(tree, formats) === undefined) return tree;
	let last = tree;
	for (const files of batches(tree, formats)) last = last.with(files).tree;
	return last;
}

/** Who migrates, with what, and when. */
export interface Migrating {
	readonly formats: Formats;
	readonly said: Pick<MigrationEntry, "build" | "now">;
	readonly committer: (at: number) => Signature;
}

/**
 * The commits that bring a board up, each on the one before it, made one at a time. The board's own document comes last, so that
 * a migration that broke off goes on where it was: what is brought up already is passed over.
 */
export function* stageMigration(
	from: Version,
	{ formats, said, committer }: Migrating,
): Iterable<StagedCommit> {
	const older = olderFormat(from.tree, formats);
	if (older === undefined) return;
	const signature = committer(Math.floor(toMs(said.now) / 1_000));
	const message = writeMigration({
		kind: "migrate",
		from: older,
		to: formats.format,
		...said,
	});
	let parent = from;
	for (const files of batches(from.tree, formats)) {
		const commit = stageCommit(parent, {
			files,
			message,
			author: signature,
			committer: signature,
		});
		yield commit;
		parent = commit;
	}
}

/** The commit that a migration's next step on `base` has to be; undefined when there is none to take. */
export function migrationStep(
	base: Version,
	migrating: Migrating,
): StagedCommit | undefined {
	for (const commit of stageMigration(base, migrating)) return commit;
	return undefined;
}

function* batches(
	tree: Tree,
	formats: Formats,
): Iterable<ReadonlyMap<string, Uint8Array>> {
	let files = new Map<string, Uint8Array>();
	for (const [path, , bytes] of tree.entries()) {
		if (path === BOARD_FILE || !isDocumentPath(path)) continue;
		const next = broughtUp(path, bytes, formats);
		if (next === undefined) continue;
		files.set(path, next);
		if (files.size < MAX_DOCUMENTS) continue;
		yield files;
		files = new Map();
	}
	const board = broughtUp(BOARD_FILE, tree.get(BOARD_FILE), formats);
	if (board !== undefined) files.set(BOARD_FILE, board);
	if (files.size > 0) yield files;
}
