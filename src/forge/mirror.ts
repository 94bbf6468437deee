import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
	createBareRepository,
	type RefChange,
	type Refs,
	readRefs,
	refChanges,
	updateRefs,
} from "./bare-repository.ts";
import type { Answer } from "./call.ts";
import { refusal } from "./call.ts";
import type { Caller } from "./callers.ts";
import type { Database } from "./database.ts";
import {
	dropObjects,
	importObjects,
	reachable,
	snapshot,
} from "./git-import.ts";
import {
	blobObject,
	commitObject,
	type GitObject,
	objectName,
	treeObject,
	writeLooseObject,
} from "./git-objects.ts";
import { git } from "./git-process.ts";
import { alignRefRows, movePulls, refsInRows } from "./ref-rows.ts";
import type { BlobRow, CommitRow, RepoRow, Tables, TreeRow } from "./tables.ts";

/** Branches below this are pushed to many times a second: only their head is shown over REST, and a little later. */
const BUSY_BRANCHES = "refs/heads/baton/";
const BUSY_DELAY_MS = 250;
const GC_EVERY_PUSHES = 2000;

/** Keeps the bare repositories, which hold the truth, and the emulator's view of them the same. */
export interface Mirror {
	/** Where a repository's bare repository is. */
	directory(repo: RepoRow): string;
	/** To be called when a push has ended: its refs are taken over and announced, without anybody waiting for it. */
	pushed(repo: RepoRow, refs: readonly string[], pusher: Caller): void;
	/** Resolves when the emulator shows what has been pushed so far. */
	fresh(repo: RepoRow): Promise<void>;
	/** Lets `work` change refs in the emulator and takes the changes over into git; a push that was faster makes it a 409. */
	write(
		repo: RepoRow,
		caller: Caller | undefined,
		work: () => Promise<Answer>,
	): Promise<Answer>;
	/** Takes over what is in git, without announcing anything. For the start. */
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
		change: RefChange,
		pusher: Caller,
	) => Promise<void>;
	readonly log: (message: string) => void;
}

/** What is known of one bare repository. */
interface Place {
	readonly repoId: number;
	readonly dir: string;
	refs: Refs;
	/** Objects of branches that are shown with all their history. */
	readonly kept: Set<string>;
	/** Objects held for a busy branch; its head first. */
	readonly busy: Map<string, readonly string[]>;
	/** Heads of busy branches whose files are in the tables. */
	readonly shown: Map<string, string>;
	/** Refs pushed to since the last look, and by whom. */
	pushers: Map<string, Caller>;
	/** Changes seen before it was known who made them. */
	readonly unannounced: Map<string, RefChange>;
	/** Objects on their way from git into the tables. */
	readonly incoming: Set<string>;
	tail: Promise<unknown>;
	timer: NodeJS.Timeout | undefined;
	pushes: number;
}

/** Makes the mirror. The database's hooks are set, so that no repository or object is created unseen. */
export function createMirror(options: MirrorOptions): Mirror {
	const { db, tables } = options;
	const places = new Map<number, Place>();
	let collecting: Promise<unknown> = Promise.resolve();
	mkdirSync(options.root, { recursive: true });

	function placeOf(repoId: number): Place {
		const known = places.get(repoId);
		if (known !== undefined) return known;
		const made = newPlace(repoId, join(options.root, `${repoId}.git`));
		places.set(repoId, made);
		return made;
	}

	function enqueue<T>(place: Place, work: () => Promise<T>): Promise<T> {
		const result = place.tail.then(work);
		place.tail = result.catch(() => {});
		return result;
	}

	function catchUp(place: Place): Promise<void> {
		clearTimeout(place.timer);
		place.timer = undefined;
		return enqueue(place, () => sync(options, place));
	}

	function collectGarbage(place: Place): void {
		collecting = collecting
			.then(() => git(place.dir, ["gc", "--auto", "--quiet"]))
			.catch((error: Error) => {
				options.log(error.message);
			});
	}

	setHooks(db, placeOf);
	return {
		directory: (repo) => placeOf(repo.id).dir,
		pushed(repo, refs, pusher) {
			const place = placeOf(repo.id);
			for (const ref of refs) place.pushers.set(ref, pusher);
			place.pushes += 1;
			if (place.pushes % GC_EVERY_PUSHES === 0) collectGarbage(place);
			const delayMs = refs.every(isBusy) ? BUSY_DELAY_MS : 0;
			if (place.timer !== undefined && delayMs > 0) return;
			clearTimeout(place.timer);
			place.timer = setTimeout(() => {
				catchUp(place).catch((error: Error) =>
					options.log(`${repo.full_name}: ${error.message}`),
				);
			}, delayMs);
		},
		async fresh(repo) {
			const place = placeOf(repo.id);
			if (place.pushers.size > 0) await catchUp(place);
			await enqueue(place, () => showBusy(options, place));
		},
		write(repo, caller, work) {
			const place = placeOf(repo.id);
			return enqueue(place, async () => {
				await sync(options, place);
				await showBusy(options, place);
				const answer = await work();
				const isPublished = await publish(options, place, caller);
				return isPublished
					? answer
					: refusal(
							409,
							"The reference was changed by a push in the meantime.",
						);
			});
		},
		async resync() {
			for (const repo of tables.repos.all()) {
				const place = placeOf(repo.id);
				createBareRepository(place.dir, repo.default_branch);
				await enqueue(place, () => sync(options, place));
				place.unannounced.clear();
			}
		},
		async settled() {
			for (const place of places.values()) {
				if (place.pushers.size > 0) await catchUp(place);
				await place.tail;
			}
		},
		async close() {
			for (const place of places.values()) {
				clearTimeout(place.timer);
				await place.tail;
			}
			await collecting;
		},
	};
}

function newPlace(repoId: number, dir: string): Place {
	return {
		repoId,
		dir,
		refs: new Map(),
		kept: new Set(),
		busy: new Map(),
		shown: new Map(),
		pushers: new Map(),
		unannounced: new Map(),
		incoming: new Set(),
		tail: Promise.resolve(),
		timer: undefined,
		pushes: 0,
	};
}

function isBusy(ref: string): boolean {
	return ref.startsWith(BUSY_BRANCHES);
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
		return (row: R) => {
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

/** Git to tables: objects first, then refs, so that no ref is shown whose commit is not there. */
async function sync(options: MirrorOptions, place: Place): Promise<void> {
	const pushers = place.pushers;
	place.pushers = new Map();
	const refs = await readRefs(place.dir);
	const changes = refChanges(place.refs, refs);
	await importChanged(options.tables, place, changes);
	alignRefRows(options.tables, place.repoId, changes);
	place.refs = refs;
	movePulls(options.tables, place.repoId, changes);
	for (const change of changes) {
		const before = place.unannounced.get(change.ref);
		place.unannounced.set(
			change.ref,
			before === undefined ? change : { ...change, before: before.before },
		);
	}
	for (const [ref, pusher] of pushers) {
		const change = place.unannounced.get(ref);
		place.unannounced.delete(ref);
		if (change !== undefined) await announce(options, place, change, pusher);
	}
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
	movePulls(options.tables, place.repoId, changes);
	for (const change of changes) {
		if (caller !== undefined) await announce(options, place, change, caller);
	}
	return true;
}

async function announce(
	options: MirrorOptions,
	place: Place,
	change: RefChange,
	pusher: Caller,
): Promise<void> {
	const repo = options.tables.repos.get(place.repoId);
	if (repo !== undefined) await options.announce(repo, change, pusher);
}

async function importChanged(
	tables: Tables,
	place: Place,
	changes: readonly RefChange[],
): Promise<void> {
	const plain = changes.filter(({ ref }) => !isBusy(ref));
	const known = [...place.refs]
		.filter(([ref]) => !isBusy(ref))
		.map(([, sha]) => sha);
	const names = await reachable(
		place.dir,
		plain.flatMap(({ after }) => after ?? []),
		new Set(known),
	);
	for (const name of names) place.kept.add(name);
	await bringIn(tables, place, names);
	for (const { ref, after } of changes.filter((change) => isBusy(change.ref))) {
		const held = place.busy.get(ref) ?? [];
		if (after === null) place.shown.delete(ref);
		else await bringIn(tables, place, [after]);
		// The files of the earlier head stay until the new one is shown: most of them are the same.
		hold(tables, place, {
			ref,
			names: after === null ? [] : [after, ...held.slice(1)],
		});
	}
}

/** Loads the files of busy branches whose head has moved since they were last shown. */
async function showBusy(options: MirrorOptions, place: Place): Promise<void> {
	for (const [ref, head] of place.refs) {
		if (!isBusy(ref) || place.shown.get(ref) === head) continue;
		const names = await snapshot(place.dir, head);
		await bringIn(options.tables, place, names);
		hold(options.tables, place, { ref, names });
		place.shown.set(ref, head);
	}
}

/** Says what a busy branch needs, and forgets what nothing needs any longer. */
function hold(
	tables: Tables,
	place: Place,
	{ ref, names }: { ref: string; names: readonly string[] },
): void {
	const before = place.busy.get(ref) ?? [];
	place.busy.set(ref, names);
	const needed = new Set([...place.busy.values()].flat());
	dropObjects(
		tables,
		place.repoId,
		before.filter((name) => !needed.has(name) && !place.kept.has(name)),
	);
}

async function bringIn(
	tables: Tables,
	place: Place,
	names: readonly string[],
): Promise<void> {
	for (const name of names) place.incoming.add(name);
	try {
		await importObjects(tables, place, names);
	} finally {
		for (const name of names) place.incoming.delete(name);
	}
}
