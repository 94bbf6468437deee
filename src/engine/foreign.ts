import { type Instant, toMs } from "../core/instant.ts";
import type { BoardState } from "../store/board-state.ts";
import { FORMATS, type Formats } from "../store/formats.ts";
import type { Tree } from "../store/git/tree.ts";
import { readForeign, writeForeign } from "../store/journal-foreign.ts";
import { readMigration } from "../store/journal-migration.ts";
import { readRecovery } from "../store/journal-recovery.ts";
import type {
	CommitRecord,
	Oid,
	Signature,
	StagedCommit,
	Version,
} from "../store/store.ts";
import { judge } from "./foreign-judge.ts";
import { guardCommit } from "./guard-commit.ts";
import { recoveredTree } from "./guard-recovered.ts";
import type { Identity } from "./identity.ts";
import { migrationStep } from "./migrate.ts";
import { upgradeAgain } from "./migrate-rules.ts";

/** Edits by hand that were judged and are still to be acknowledged: so many commits after `since`. */
export interface ForeignEdit {
	/** The last commit before them. */
	readonly since: Oid;
	readonly commits: number;
	/** How many tasks they set apart. */
	readonly quarantined: number;
}

/** The commit that acknowledges edits by hand: Baton's own, right on top of them. `tree` is what they come to. */
export function stageForeign(
	edited: Version,
	edit: ForeignEdit & {
		readonly tree: Tree;
		readonly now: Instant;
		readonly identity: Pick<Identity, "committer">;
	},
): StagedCommit {
	const signature = edit.identity.committer(Math.floor(toMs(edit.now) / 1_000));
	return guardCommit(edited, {
		tree: edit.tree,
		message: writeForeign(edit),
		author: signature,
		committer: signature,
	});
}

/** Where edits are looked for that somebody settled. `state` is at `base`, the last commit before them. */
export interface Settling {
	readonly base: Version;
	readonly state: BoardState;
	/** Who has to have committed it; without one anybody may have. */
	readonly committer: Pick<Signature, "name" | "email"> | undefined;
	readonly treeAt: (oid: Oid) => Promise<Tree>;
	readonly formats?: Formats | undefined;
}

/** The commit that settles edits by hand, its files, and how many commits there are up to it. */
export interface Settled {
	readonly record: CommitRecord;
	readonly tree: Tree;
	readonly commits: number;
}

/**
 * The first of these commits, which follow each other on `base`, that settles the ones before it: a recovery, or an
 * acknowledgement that is as it has to be. So is a step of a migration, or an upgrade, right on the base. Leaves `state` anywhere.
 */
export async function acknowledgedIn(
	commits: AsyncIterable<CommitRecord> | Iterable<CommitRecord>,
	at: Settling,
): Promise<Settled | undefined> {
	let edited: CommitRecord | undefined;
	let count = 0;
	for await (const record of commits) {
		const { committer } = record;
		const ours = at.committer ?? committer;
		const isOurs =
			ours.name === committer.name && ours.email === committer.email;
		const tree =
			isOurs && record.parents.length <= 1
				? await settledBy(record, { ...at, edited, count })
				: undefined;
		count++;
		if (tree !== undefined) return { record, tree, commits: count };
		edited = record;
	}
	return undefined;
}

/** Edits by hand so far: the last of them, and how many there are. */
interface Edited {
	readonly edited: CommitRecord | undefined;
	readonly count: number;
}

/** The files of a commit that settles them; undefined for any other. */
async function settledBy(
	record: CommitRecord,
	{ edited, count, ...at }: Settling & Edited,
): Promise<Tree | undefined> {
	const step = edited === undefined ? stepUp(record, at) : undefined;
	if (step !== undefined) return step;
	if (readRecovery(record.message) !== undefined)
		return recoveredTree(record, { ...at, base: at.base.tree });
	return edited !== undefined &&
		readForeign(record.message)?.since === at.base.oid
		? acknowledgement(record, { ...at, edited, index: count })
		: undefined;
}

/** The files of a migration's step or of an upgrade, when taking it again gives the very same commit. */
function stepUp(
	record: CommitRecord,
	{ base, state, formats = FORMATS }: Settling,
): Tree | undefined {
	const entry = readMigration(record.message);
	if (entry === undefined) return undefined;
	const { build, now } = entry;
	const committer = (at: number) => ({ ...record.committer, at });
	state.moveTo(base.tree);
	const expected =
		entry.kind === "migrate"
			? migrationStep(base, { formats, said: { build, now }, committer })
			: upgradeAgain(base, entry, {
					formats,
					build,
					state,
					author: (at) => ({ ...record.author, at }),
					committer,
				});
	return expected?.oid === record.oid ? expected.tree : undefined;
}

/** The files of an acknowledgement that is what judging the edits again gives; undefined for any other. */
async function acknowledgement(
	record: CommitRecord,
	{
		base,
		state,
		treeAt,
		edited,
		index,
	}: Settling & { readonly edited: CommitRecord; readonly index: number },
): Promise<Tree | undefined> {
	const entry = readForeign(record.message);
	const told = await treeAt(record.oid);
	const editedTree = await treeAt(edited.oid);
	state.moveTo(base.tree);
	const judged = await judge(
		state,
		{ base, edited: editedTree, commits: index, told },
		treeAt,
	);
	if (!judged.ok || entry === undefined) return undefined;
	const expected = stageForeign(
		{ oid: edited.oid, tree: editedTree },
		{
			...entry,
			tree: judged.tree,
			commits: index,
			quarantined: judged.quarantined.size,
			identity: { committer: (at) => ({ ...record.committer, at }) },
		},
	);
	return expected.oid === record.oid ? judged.tree : undefined;
}
