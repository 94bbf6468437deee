import { FORMATS } from "../store/formats.ts";
import type { CommitRecord, Oid } from "../store/store.ts";
import { acknowledgedIn } from "./foreign.ts";
import { judge } from "./foreign-judge.ts";
import { MAX_EDITS } from "./foreign-settled.ts";
import { isFromFuture } from "./guard-clock.ts";
import { newerFreeze } from "./guard-freeze.ts";
import { isBy, lineTo, MAX_CHECKED, type Onward } from "./guard-line.ts";
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
} from "./guard-standing.ts";
import { olderFormat } from "./migrate.ts";
import { checkCommit } from "./verify-commit.ts";
import { storeReader } from "./verify-reader.ts";

const TOO_MANY = "there are more commits by hand on it than can be judged";

/**
 * Checks everything that was added to a branch since `known`: commands are decided again, edits by hand are judged. Throws
 * `STORE_UNAVAILABLE` when the branch cannot be read.
 */
export async function standing(
	head: Oid | null,
	known: Oid,
	guarded: Guarded,
): Promise<Standing> {
	const { store } = guarded;
	const ours = guarded.identity.committer(0);
	const line =
		head === null ? undefined : await lineTo(store, { head, known, ours });
	if (
		head === null ||
		line === undefined ||
		line.kind === "lost" ||
		(line.isRecovery && !(await mayStand(line.from, known, guarded)))
	)
		return { kind: "frozen", freeze: await lossOf(head, known, store) };
	const base = await store.version(line.from.oid);
	const { formats = FORMATS } = guarded;
	// What is still to be migrated is decided by no rules of ours.
	if (olderFormat(base.tree, formats) !== undefined)
		return opened(head, guarded);
	return climbLine(line, { record: line.from, version: base }, guarded);
}

/** The next foothold, and how many commits further on it is. */
interface Step {
	readonly to: Foothold;
	readonly commits: number;
}

/** Climbs a line as far as its length lets every commit of it be looked at. */
async function climbLine(
	line: Onward,
	from: Foothold,
	guarded: Guarded,
): Promise<Standing> {
	const { commits, count, ours } = line;
	const newest = commits.at(-1);
	guarded.state.moveTo(from.version.tree);
	if (newest !== undefined && ours === 0)
		return editedSince(from, { newest, commits: count }, guarded);
	// So many of our own are checked where they end: `verify` looks at all of them.
	const foothold = commits.at(-1 - MAX_CHECKED);
	if (count > MAX_CHECKED && ours === count && foothold !== undefined) {
		const version = await guarded.store.version(foothold.oid);
		guarded.state.moveTo(version.tree);
		const at = { record: foothold, version };
		const found = await climb(commits.slice(-MAX_CHECKED), at, guarded);
		if (found.kind === "sound" && found.foreign === undefined) return found;
	}
	guarded.state.moveTo(from.version.tree);
	return newest === undefined || count <= commits.length
		? climb(commits, from, guarded)
		: damagedSince(from, newest, TOO_MANY);
}

async function climb(
	commits: readonly CommitRecord[],
	from: Foothold,
	guarded: Guarded,
): Promise<Standing> {
	let at = from;
	for (let next = 0; next < commits.length; ) {
		const ahead = commits.slice(next);
		const newest = ahead.at(-1) as CommitRecord;
		const own = await ownStep(ahead[0] as CommitRecord, at, guarded);
		const isEarly = own !== undefined && isFromFuture(own.to.record, guarded);
		const step =
			own === undefined || isEarly
				? ((await settledStep(ahead, at, guarded)) ?? own)
				: own;
		if (step === undefined)
			return editedSince(at, { newest, commits: ahead.length }, guarded);
		if (isFromFuture(step.to.record, guarded))
			return earlySince(at, newest, step.to.record);
		guarded.state.moveTo(step.to.version.tree);
		at = step.to;
		next += step.commits;
	}
	return sound(at.version);
}

/** Edits by hand that nobody has acknowledged yet. */
async function editedSince(
	{ record, version: base }: Foothold,
	{ newest, commits }: { readonly newest: CommitRecord; commits: number },
	guarded: Guarded,
): Promise<Standing> {
	const { store, state, identity } = guarded;
	const since = record.oid;
	const at = { record, version: base };
	// Nobody could verify their acknowledgement.
	if (commits > MAX_EDITS) return damagedSince(at, newest, TOO_MANY);
	const version = await store.version(newest.oid);
	state.moveTo(version.tree);
	const newer = newerDocument(state, tasksBetween(base.tree, version.tree));
	if (newer !== undefined && version.oid !== null) {
		const { formats } = guarded;
		const ours = identity.committer(0);
		const outgrown = await outgrownIn(store, version.oid, { formats, ours });
		const told = { ...outgrown, reason: newer };
		const freeze = newerFreeze(version.oid, since, told);
		return { kind: "frozen", acknowledged: base, freeze };
	}
	state.moveTo(base.tree);
	const judged = await judge(
		state,
		{ base, edited: version.tree, commits },
		async (oid) => (await store.version(oid)).tree,
	);
	if (judged.ok) {
		const quarantined = judged.quarantined.size;
		return {
			kind: "sound",
			acknowledged: base,
			version,
			tree: judged.tree,
			foreign: { since, commits, quarantined },
		};
	}
	return damagedSince(at, newest, judged.reason);
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
			}
		: undefined;
}

/** A recovery, or edits by hand that another process has acknowledged. */
async function settledStep(
	commits: readonly CommitRecord[],
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
