import { FORMATS } from "../store/formats.ts";
import type { CommitRecord, Oid } from "../store/store.ts";
import { acknowledgedIn } from "./foreign.ts";
import { judge } from "./foreign-judge.ts";
import { isFromFuture } from "./guard-clock.ts";
import { newerFreeze } from "./guard-freeze.ts";
import { isBy, lineTo, MAX_EDITS, type Onward } from "./guard-line.ts";
import { newerDocument, outgrownIn } from "./guard-newer.ts";
import { mayStand } from "./guard-recovered.ts";
import { tasksBetween } from "./guard-sound.ts";
import {
	damagedSince,
	earlySince,
	type Foothold,
	type Guarded,
	lossOf,
	opened,
	type Standing,
	sound,
	TOO_MANY,
} from "./guard-standing.ts";
import { olderFormat } from "./migrate.ts";
import { checkCommit } from "./verify-commit.ts";
import { storeReader } from "./verify-reader.ts";

/** So long the commits of a line are decided again between two turns of the event loop. */
const TURN_MS = 5;

/**
 * Checks everything that was added to a branch since `known`: commands are decided again, edits by hand are judged. Throws
 * `STORE_UNAVAILABLE` when the branch cannot be read.
 */
export async function standing(
	head: Oid | null,
	known: Oid,
	guarded: Guarded,
): Promise<Standing> {
	const { store, maxEdits: most = MAX_EDITS } = guarded;
	const ours = guarded.identity.committer(0);
	const line =
		head === null
			? undefined
			: await lineTo(store, { head, known, ours, most });
	if (
		head === null ||
		line === undefined ||
		line.kind === "lost" ||
		(line.isRecovery && !(await mayStand(line.from, known, guarded)))
	)
		return { kind: "frozen", freeze: await lossOf(head, known, store) };
	const from = {
		record: line.from,
		version: await store.version(line.from.oid),
	};
	const { formats = FORMATS } = guarded;
	// What is still to be migrated is decided by no rules of ours.
	if (olderFormat(from.version.tree, formats) !== undefined)
		return opened(head, guarded);
	// Nobody could verify what is left out here.
	if (line.count > most) return damagedSince(from, head, TOO_MANY);
	guarded.state.moveTo(from.version.tree);
	const { oids, record } = line;
	if (line.ours > 0) return climb({ oids, record }, from, guarded);
	return line.count === 0
		? sound(from.version)
		: editedSince(from, { head, commits: line.count }, guarded);
}

/** The next foothold, and how many commits further on it is. */
interface Step {
	readonly to: Foothold;
	readonly commits: number;
	/** All paths at which its files may differ, where that is known. */
	readonly changed?: readonly string[] | undefined;
}

/** Decides commit after commit again; what is none of Baton's own has to be settled by one that is. */
async function climb(
	{ oids, record }: Pick<Onward, "oids" | "record">,
	from: Foothold,
	guarded: Guarded,
): Promise<Standing> {
	const head = oids.at(-1) as Oid;
	let at = from;
	let turnedMs = performance.now();
	for (let next = 0; next < oids.length; ) {
		if (performance.now() - turnedMs > TURN_MS) {
			await new Promise((resolve) => setImmediate(resolve));
			turnedMs = performance.now();
		}
		const own = await ownStep(await record(oids[next] as Oid), at, guarded);
		const isEarly = own !== undefined && isFromFuture(own.to.record, guarded);
		const ahead = recordsFrom(next, { oids, record });
		const step =
			own === undefined || isEarly
				? ((await settledStep(ahead, at, guarded)) ?? own)
				: own;
		if (step === undefined)
			return editedSince(at, { head, commits: oids.length - next }, guarded);
		if (isFromFuture(step.to.record, guarded))
			return earlySince(at, head, step.to.record);
		guarded.state.moveTo(step.to.version.tree, step.changed);
		at = step.to;
		next += step.commits;
	}
	return sound(at.version);
}

async function* recordsFrom(
	first: number,
	{ oids, record }: Pick<Onward, "oids" | "record">,
): AsyncIterable<CommitRecord> {
	for (let next = first; next < oids.length; next++)
		yield await record(oids[next] as Oid);
}

/** Edits by hand that nobody has acknowledged yet. */
async function editedSince(
	at: Foothold,
	{ head, commits }: { readonly head: Oid; readonly commits: number },
	guarded: Guarded,
): Promise<Standing> {
	const { store, state, identity } = guarded;
	const since = at.record.oid;
	const base = at.version;
	const version = await store.version(head);
	state.moveTo(version.tree);
	const newer = newerDocument(state, tasksBetween(base.tree, version.tree));
	if (newer !== undefined) {
		const { formats } = guarded;
		const ours = identity.committer(0);
		const outgrown = await outgrownIn(store, head, { formats, ours });
		const told = { ...outgrown, reason: newer };
		const freeze = newerFreeze(head, since, told);
		return { kind: "frozen", acknowledged: base, freeze };
	}
	state.moveTo(base.tree);
	const judged = await judge(
		state,
		{ base, edited: version.tree, commits },
		async (oid) => (await store.version(oid)).tree,
	);
	if (!judged.ok) return damagedSince(at, head, judged.reason);
	const quarantined = judged.quarantined.size;
	return {
		kind: "sound",
		acknowledged: base,
		version,
		tree: judged.tree,
		foreign: { since, commits, quarantined },
	};
}

/** A command of Baton's own, right on top of the last commit. */
async function ownStep(
	record: CommitRecord,
	at: Foothold,
	{ store, state, identity }: Guarded,
): Promise<Step | undefined> {
	const { name, email } = identity.committer(0);
	if (record.parents.length !== 1 || !isBy(record, { name, email }))
		return undefined;
	const found = await checkCommit({
		record,
		parent: at.record,
		state,
		committer: { name, email },
		identity,
		// What the command gives again need not be read.
		reader: { ...storeReader(store), intact: async ({ tree }) => tree },
	});
	return "tree" in found
		? {
				to: { record, version: { oid: record.oid, tree: found.tree } },
				commits: 1,
				changed: found.changed,
			}
		: undefined;
}

/** A recovery, or edits by hand that another process has acknowledged. */
async function settledStep(
	commits: AsyncIterable<CommitRecord>,
	{ version: base }: Foothold,
	{ store, state, identity, formats }: Guarded,
): Promise<Step | undefined> {
	const found = await acknowledgedIn(commits, {
		base,
		state,
		formats,
		committer: identity.committer(0),
		treeAt: async (oid) => (await store.version(oid)).tree,
	});
	state.moveTo(base.tree);
	if (found === undefined) return undefined;
	const { record, tree } = found;
	const version = { oid: record.oid, tree };
	return { to: { record, version }, commits: found.commits };
}
