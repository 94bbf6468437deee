import { BoardState } from "../store/board-state.ts";
import type { ObjectSource } from "../store/git/object.ts";
import { emptyTree } from "../store/git/tree.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import type { VerifiedMark } from "../store/verified-mark.ts";
import type { Settled } from "./foreign.ts";
import { settledLater } from "./foreign-settled.ts";
import type { Identity } from "./identity.ts";
import { leaveMark, ownMark, type Verifier } from "./verified-mark.ts";
import { checkCommit, type Fault, type Held } from "./verify-commit.ts";
import { readLine } from "./verify-line.ts";
import {
	type CommitReader,
	nearReader,
	objectReader,
	orDamage,
	storeReader,
} from "./verify-reader.ts";

/**
 * What verification found: the whole log follows from itself, or the first commit that does not and why. `commits` counts
 * those that hold, from the first one; `before` says how many of them were verified earlier and not looked at again.
 */
export type Verification =
	| {
			readonly ok: true;
			readonly head: Oid | null;
			readonly commits: number;
			readonly before?: number;
	  }
	| ({
			readonly ok: false;
			readonly head: Oid;
			readonly commits: number;
			readonly before?: number;
			readonly commit: Oid;
			readonly subject: string;
	  } & Fault);

export interface VerifyOptions {
	/** The commit to verify, by default where the branch is now. */
	readonly head?: Oid | null;
	/** Checks authors too; without it they are not looked at, and no mark is read or left. */
	readonly identity?: Identity;
	/** Remembers how far the branch was verified: commits up to there are not replayed again. */
	readonly verifier?: Verifier;
	/** The repository's objects, where they can be had one by one: faster, and damage is named at its commit. */
	readonly objects?: ObjectSource;
}

/** Replay takes so long between two turns of the event loop, and so many commits between two marks. */
const TURN_MS = 5;
const COMMITS_PER_MARK = 5_000;

/**
 * Replays a branch from its first commit, or from where it was verified before, to its head: every command, decided again
 * on its parent's files, must give its own commit byte for byte. Throws `STORE_UNAVAILABLE` when the branch cannot be read.
 */
export async function verify(
	store: Store,
	options: VerifyOptions = {},
): Promise<Verification> {
	const head = options.head === undefined ? await store.head() : options.head;
	if (head === null) return { ok: true, head, commits: 0 };
	const job: Job = {
		head,
		identity: options.identity,
		verifier: options.identity === undefined ? undefined : options.verifier,
		reader: readerOf(store, options.objects),
	};
	const mark =
		job.verifier === undefined ? undefined : await ownMark(job.verifier);
	const resumed = mark === undefined ? undefined : await replay(job, mark);
	return resumed ?? ((await replay(job, undefined)) as Verification);
}

function readerOf(
	store: Store,
	objects: ObjectSource | undefined,
): CommitReader {
	if (objects !== undefined) return objectReader(objects);
	return store.objects === undefined
		? storeReader(store)
		: nearReader(store, store.objects);
}

interface Job {
	readonly head: Oid;
	readonly identity: Identity | undefined;
	readonly verifier: Verifier | undefined;
	readonly reader: CommitReader;
}

/** Verifies what comes after the mark; undefined when the branch does not contain it, or cannot be read from there. */
async function replay(
	job: Job,
	mark: VerifiedMark | undefined,
): Promise<Verification | undefined> {
	const { head, reader } = job;
	const line = await readLine(reader, { head, until: mark?.head });
	if (line.kind === "elsewhere") return undefined;
	if (line.kind === "broken") {
		const { commit, reason } = line;
		return mark === undefined
			? { ok: false, head, commits: 0, commit, subject: "", reason, paths: [] }
			: undefined;
	}
	const state = new BoardState(emptyTree());
	if (line.parent !== undefined && line.oids.length > 0) {
		const tree = await orDamage(reader.tree(line.parent, state.tree));
		if ("reason" in tree) return undefined;
		await state.moveInTurns(tree);
	}
	const progress: Progress = {
		state,
		parent: line.parent,
		committer: mark?.committer,
		commits: mark?.commits ?? 0,
	};
	const found = await climb(job, line.oids, progress);
	if (progress.commits > (mark?.commits ?? 0)) await remember(job, progress);
	return mark === undefined ? found : { ...found, before: mark.commits };
}

/** How far a replay has come: the last commit that holds, the board there, and how many hold up to it. */
interface Progress {
	readonly state: BoardState;
	parent: CommitRecord | undefined;
	committer: VerifiedMark["committer"] | undefined;
	commits: number;
}

/** Checks commits one after the other, each on the board that the ones before it left behind. */
async function climb(
	job: Job,
	oids: readonly Oid[],
	progress: Progress,
): Promise<Verification> {
	const { head } = job;
	let settled = 0;
	let turnedMs = performance.now();
	for (const [index, oid] of oids.entries()) {
		// Edits by hand were judged together with the commit that settles them.
		if (index < settled) continue;
		if (performance.now() - turnedMs > TURN_MS) {
			await nextTurn();
			turnedMs = performance.now();
		}
		if (index % COMMITS_PER_MARK === COMMITS_PER_MARK - 1)
			await remember(job, progress);
		const found = await check(oid, job, progress);
		const step: (Settled & Pick<Held, "changed">) | undefined =
			"reason" in found
				? await settledLater(oids.slice(index), { ...job, ...progress })
				: { ...found, commits: 1 };
		if (step === undefined) {
			const { commits } = progress;
			return { ok: false, head, commits, commit: oid, ...(found as Failed) };
		}
		settled = index + step.commits;
		progress.state.moveTo(step.tree, step.changed);
		progress.parent = step.record;
		progress.committer ??= step.record.committer;
		progress.commits += step.commits;
	}
	return { ok: true, head, commits: progress.commits };
}

type Failed = Fault & { readonly subject: string };

async function check(
	oid: Oid,
	{ reader, identity }: Job,
	progress: Progress,
): Promise<(Held & { readonly record: CommitRecord }) | Failed> {
	const { state, parent } = progress;
	const record = await orDamage(reader.record(oid));
	if ("reason" in record) return { subject: "", paths: [], ...record };
	const committer = progress.committer ?? record.committer;
	const found = await orDamage(
		checkCommit({ record, parent, state, committer, identity, reader }),
	);
	if ("tree" in found) return { record, ...found };
	const [subject = ""] = record.message.split("\n", 1);
	return { subject, paths: [], ...found };
}

async function remember(
	{ verifier }: Job,
	{ parent, committer, commits }: Progress,
): Promise<void> {
	if (verifier !== undefined && parent !== undefined && committer !== undefined)
		await leaveMark(verifier, committer, { head: parent.oid, commits });
}

function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
