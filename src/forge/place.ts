import type { RefChange, Refs } from "./bare-repository.ts";
import type { Caller } from "./callers.ts";
import {
	dropObjects,
	importObjects,
	reachable,
	snapshot,
} from "./git-import.ts";
import type { MovedRef } from "./ref-rows.ts";
import type { Tables } from "./tables.ts";

/** Branches below this are pushed to many times a second: only their head is shown over REST, and a little later. */
const BUSY_BRANCHES = "refs/heads/baton/";
const PUSH_PATIENCE_MS = 5000;

/** What is known of one bare repository. */
export interface Place {
	readonly repoId: number;
	readonly dir: string;
	/** The refs as both sides last had them. */
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
	readonly unannounced: Map<string, MovedRef>;
	/** Objects on their way from git into the tables. */
	readonly incoming: Set<string>;
	/** What is done with this repository, one after the other. */
	tail: Promise<unknown>;
	timer: NodeJS.Timeout | undefined;
	pushes: number;
	collecting: Promise<unknown>;
	/** Pushes that git is taking at the moment. */
	readonly receiving: Set<Promise<unknown>>;
	/** A change over REST that pushes wait for. */
	writing: Promise<unknown> | undefined;
}

/** A place nothing is known of yet. */
export function newPlace(repoId: number, dir: string): Place {
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
		collecting: Promise.resolve(),
		receiving: new Set(),
		writing: undefined,
	};
}

/** True for a board's branch. */
export function isBusy(ref: string): boolean {
	return ref.startsWith(BUSY_BRANCHES);
}

/** Runs work on a repository after what was begun before it, whether or not that went well. */
export function enqueue<T>(place: Place, work: () => Promise<T>): Promise<T> {
	const result = place.tail.then(work);
	place.tail = result.catch(() => {});
	return result;
}

/** Runs a push: beside others, but not while a change over REST is being made. */
export async function receive(
	place: Place,
	work: () => Promise<void>,
): Promise<void> {
	while (place.writing !== undefined) await place.writing;
	const running = work();
	place.receiving.add(running);
	try {
		await running;
	} finally {
		place.receiving.delete(running);
	}
}

/** Runs a change over REST when no push is under way. One that stalls is not waited for without end. */
export async function alone<T>(
	place: Place,
	work: () => Promise<T>,
): Promise<T> {
	let done = () => {};
	place.writing = new Promise<void>((resolve) => {
		done = resolve;
	});
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise((resolve) => {
		timer = setTimeout(resolve, PUSH_PATIENCE_MS);
	});
	try {
		if (place.receiving.size > 0)
			await Promise.race([Promise.allSettled(place.receiving), patience]);
		return await work();
	} finally {
		clearTimeout(timer);
		place.writing = undefined;
		done();
	}
}

/** Brings in the objects that changed refs need: all history, or of a busy branch only the head's commit. */
export async function importChanged(
	tables: Tables,
	place: Place,
	changes: readonly RefChange[],
): Promise<void> {
	const heads = changes
		.filter(({ ref }) => !isBusy(ref))
		.flatMap(({ after }) => after ?? []);
	const known = [...place.refs]
		.filter(([ref]) => !isBusy(ref))
		.map(([, sha]) => sha);
	const names = await reachable(place.dir, heads, new Set(known));
	for (const name of names) place.kept.add(name);
	await bringIn(tables, place, names);
	for (const { ref, after } of changes.filter((change) => isBusy(change.ref))) {
		if (after === null) place.shown.delete(ref);
		else await bringIn(tables, place, [after]);
		// The files of the earlier head stay until the new one is shown: most of them are the same.
		const held = place.busy.get(ref)?.slice(1) ?? [];
		hold(tables, place, { ref, names: after === null ? [] : [after, ...held] });
	}
}

/** Loads the files of busy branches whose head has moved since they were last shown. */
export async function showBusy(tables: Tables, place: Place): Promise<void> {
	for (const [ref, head] of place.refs) {
		if (!isBusy(ref) || place.shown.get(ref) === head) continue;
		const names = await snapshot(place.dir, head);
		await bringIn(tables, place, names);
		hold(tables, place, { ref, names });
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
	const unneeded = before.filter(
		(name) => !needed.has(name) && !place.kept.has(name),
	);
	dropObjects(tables, place.repoId, unneeded);
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
