import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
	createBareRepository,
	readRefs,
	refChanges,
	updateRefs,
} from "./bare-repository.ts";
import { type Answer, refusal } from "./call.ts";
import type { Caller } from "./callers.ts";
import type { Database } from "./database.ts";
import {
	blobObject,
	commitObject,
	type GitObject,
	objectName,
	treeObject,
	writeLooseObject,
} from "./git-objects.ts";
import { git } from "./git-process.ts";
import {
	alone,
	enqueue,
	importChanged,
	isBusy,
	newPlace,
	type Place,
	receive,
	showBusy,
} from "./place.ts";
import {
	alignRefRows,
	type MovedRef,
	movePulls,
	refsInRows,
} from "./ref-rows.ts";
import type { BlobRow, CommitRow, RepoRow, Tables, TreeRow } from "./tables.ts";

const BUSY_DELAY_MS = 250;
const GC_EVERY_PUSHES = 2000;

/** Keeps the bare repositories, which hold the truth, and the emulator's view of them the same. */
export interface Mirror {
	/** Where a repository's bare repository is. */
	directory(repo: RepoRow): string;
	/** Runs a push, which must not come between the two halves of a change over REST. */
	receive(repo: RepoRow, work: () => Promise<void>): Promise<void>;
	/** To be called when a push has ended: its refs are taken over and announced, without anybody waiting for it. */
	pushed(repo: RepoRow, refs: readonly string[], pusher: Caller): void;
	/** Resolves when the emulator shows what has been pushed so far. */
	fresh(repo: RepoRow): Promise<void>;
	/** The same without the files of a board's branch: refs, pull requests and everything of other branches. */
	taken(repo: RepoRow): Promise<void>;
	/** Lets `work` change refs in the emulator and takes the changes over into git; a push that was faster makes it a 409. */
	write(
		repo: RepoRow,
		caller: Caller | undefined,
		work: () => Promise<Answer>,
	): Promise<Answer>;
	/** Takes over what is in git, without announcing anything. For the start, before there are any requests. */
	resync(): Promise<void>;
	/** Resolves when everything pushed so far has been taken over and announced. */
	settled(): Promise<void>;
	close(): Promise<void>;
}

export interface MirrorOptions {
	readonly db: Database;
	readonly tables: Tables;
	/** The directory that holds all bare repositories. */
	readonly root: string;
	/** Tells of a ref that has changed. */
	readonly announce: (
		repo: RepoRow,
		change: MovedRef,
		pusher: Caller,
	) => Promise<void>;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly log: (message: string) => void;
}

/** Makes the mirror. It hooks into the database, so that no repository or object is created unseen. */
export function createMirror(options: MirrorOptions): Mirror {
	const places = new Map<number, Place>();
	const placeOf = (repoId: number): Place => {
		const place =
			places.get(repoId) ??
			newPlace(repoId, join(options.root, `${repoId}.git`));
		places.set(repoId, place);
		return place;
	};
	mkdirSync(options.root, { recursive: true });
	setHooks(options.db, placeOf);
	return {
		directory: (repo) => placeOf(repo.id).dir,
		receive: (repo, work) => receive(placeOf(repo.id), work),
		pushed: (repo, refs, pusher) =>
			notePush(options, placeOf(repo.id), { refs, pusher }),
		async fresh(repo) {
			const place = placeOf(repo.id);
			if (place.pushers.size > 0) await catchUp(options, place);
			await enqueue(place, () => showBusy(options.tables, place));
		},
		write: (repo, caller, work) =>
			write(options, placeOf(repo.id), { caller, work }),
		async taken(repo) {
			const place = placeOf(repo.id);
			if (place.pushers.size > 0) await catchUp(options, place);
			else await place.tail;
		},
		async resync() {
			for (const repo of options.tables.repos.all()) {
				const place = placeOf(repo.id);
				createBareRepository(place.dir, repo.default_branch);
				await enqueue(place, () => sync(options, place));
				place.unannounced.clear();
			}
		},
		async settled() {
			for (const place of places.values()) {
				if (place.pushers.size > 0) await catchUp(options, place);
				await place.tail;
			}
		},
		async close() {
			for (const place of places.values()) {
				clearTimeout(place.timer);
				await place.tail;
				await place.collecting;
			}
		},
	};
}

/** Every object that the emulator makes is written into git before the emulator's answer leaves. */
function setHooks(db: Database, placeOf: (repoId: number) => Place): void {
	db.beforeInsert<RepoRow>("github.repos", (repo) => {
		createBareRepository(placeOf(repo.id).dir, repo.default_branch);
		return repo;
	});
	const writeThrough = <R extends BlobRow | TreeRow | CommitRow>(
		toObject: (row: R) => GitObject,
	) => {
		return (row: R): R => {
			const place = placeOf(row.repo_id);
			if (place.incoming.has(row.sha)) return row;
			const object = toObject(row);
			if (objectName(object) !== row.sha)
				throw new Error(
					`${object.type} ${row.sha} would be another object in git`,
				);
			writeLooseObject(place.dir, object);
			place.kept.add(row.sha);
			return row;
		};
	};
	db.beforeInsert<BlobRow>("github.blobs", writeThrough<BlobRow>(blobObject));
	db.beforeInsert<TreeRow>("github.trees", writeThrough<TreeRow>(treeObject));
	db.beforeInsert<CommitRow>(
		"github.commits",
		writeThrough<CommitRow>(commitObject),
	);
}

function notePush(
	options: MirrorOptions,
	place: Place,
	{ refs, pusher }: { refs: readonly string[]; pusher: Caller },
): void {
	for (const ref of refs) place.pushers.set(ref, pusher);
	place.pushes += 1;
	if (place.pushes % GC_EVERY_PUSHES === 0) collectGarbage(options, place);
	const delayMs = refs.every(isBusy) ? BUSY_DELAY_MS : 0;
	if (place.timer !== undefined && delayMs > 0) return;
	clearTimeout(place.timer);
	place.timer = setTimeout(() => {
		catchUp(options, place).catch((error: Error) =>
			options.log(`${place.dir}: ${error.message}`),
		);
	}, delayMs);
}

function catchUp(options: MirrorOptions, place: Place): Promise<void> {
	clearTimeout(place.timer);
	place.timer = undefined;
	return enqueue(place, () => sync(options, place));
}

function collectGarbage(options: MirrorOptions, place: Place): void {
	place.collecting = place.collecting
		.then(() => git(place.dir, ["gc", "--auto", "--quiet"]))
		.catch((error: Error) => options.log(error.message));
}

/** Git to tables: objects first, then refs, so that no ref is shown whose commit is not there. */
async function sync(options: MirrorOptions, place: Place): Promise<void> {
	const pushers = place.pushers;
	place.pushers = new Map();
	const refs = await readRefs(place.dir);
	const changes = refChanges(place.refs, refs);
	await importChanged(options.tables, place, changes);
	alignRefRows(options.tables, place.repoId, changes);
	place.refs = refs;
	for (const change of movePulls(options.tables, place.repoId, changes)) {
		const earlier = place.unannounced.get(change.ref);
		place.unannounced.set(change.ref, {
			...change,
			before: earlier?.before ?? change.before,
			pulls: [...new Set([...(earlier?.pulls ?? []), ...change.pulls])],
		});
	}
	// Refs can be read before their push has said whose it was; they wait for that.
	for (const [ref, pusher] of pushers) {
		const change = place.unannounced.get(ref);
		place.unannounced.delete(ref);
		if (change !== undefined)
			await announce(options, place, { change, by: pusher });
	}
}

function write(
	options: MirrorOptions,
	place: Place,
	{ caller, work }: { caller: Caller | undefined; work: () => Promise<Answer> },
): Promise<Answer> {
	const change = async () => {
		await sync(options, place);
		await showBusy(options.tables, place);
		const answer = await work();
		const isPublished = await publish(options, place, caller);
		return isPublished
			? answer
			: refusal(409, "The reference was changed by a push in the meantime.");
	};
	return enqueue(place, () => alone(place, change));
}

/** Tables to git, by compare-and-swap; when a push was faster, git's refs win and the answer is false. */
async function publish(
	options: MirrorOptions,
	place: Place,
	caller: Caller | undefined,
): Promise<boolean> {
	const rows = refsInRows(options.tables, place.repoId);
	const changes = refChanges(place.refs, rows);
	if (changes.length === 0) return true;
	if (!(await updateRefs(place.dir, changes))) {
		const undone = changes.map(({ ref, before, after }) => ({
			ref,
			before: after,
			after: before,
		}));
		alignRefRows(options.tables, place.repoId, undone);
		await sync(options, place);
		return false;
	}
	await importChanged(options.tables, place, changes);
	place.refs = rows;
	for (const change of movePulls(options.tables, place.repoId, changes)) {
		if (caller !== undefined)
			await announce(options, place, { change, by: caller });
	}
	return true;
}

async function announce(
	options: MirrorOptions,
	place: Place,
	{ change, by }: { change: MovedRef; by: Caller },
): Promise<void> {
	const pushed_at = new Date(options.clock()).toISOString();
	const repo = options.tables.repos.update(place.repoId, { pushed_at });
	if (repo !== undefined) await options.announce(repo, change, by);
}
