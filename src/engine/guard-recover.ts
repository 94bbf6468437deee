import type { Command } from "../core/command.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import { refuse } from "../core/errors.ts";
import { type Instant, later, toMs } from "../core/instant.ts";
import type { Tree } from "../store/git/tree.ts";
import { nowOf } from "../store/journal.ts";
import { writeRecovery } from "../store/journal-recovery.ts";
import type { Oid, StagedCommit, Store, Version } from "../store/store.ts";
import { asideOf } from "./guard-aside.ts";
import { MAX_SKEW_MS } from "./guard-clock.ts";
import { guardCommit } from "./guard-commit.ts";
import type { Freeze } from "./guard-freeze.ts";
import { contains, isBy } from "./guard-line.ts";
import { restored, withoutQuarantine } from "./guard-restore.ts";
import { tasksBetween, withUnsoundSetApart } from "./guard-sound.ts";
import { lastGoodTasks } from "./guard-view.ts";
import type { Head } from "./head.ts";
import type { Identity } from "./identity.ts";

/** A recovery that may be committed: on `base`, which is where the branch is, whatever the board was decided on. */
export interface Recovery {
	readonly ok: true;
	readonly base: Version;
	readonly commit: StagedCommit;
	/** When it is made: never before what the branch holds. */
	readonly now: Instant;
	readonly data: JsonObject;
}

/** So far back a commit is looked for that tells a time. */
const MAX_TIMELESS = 1_000;
/** How many commits are searched for the one that was named. */
const MAX_SEARCHED = 100_000;

/**
 * Makes the commit that lets a board go on from a chosen state. Refused for a board that nothing is wrong with. The
 * board is as it was until the commit was pushed.
 */
export async function planRecovery(
	said: Command,
	head: Head,
	{ store, identity }: { store: Store; identity: Identity },
): Promise<Recovery | Refusal> {
	const { freeze } = head;
	if (!needsRecovery(head))
		return refuse(
			"VALIDATION",
			"Nothing is wrong with the board's branch, so there is nothing to recover.",
			"`/doctor` says how the board is.",
		);
	const base =
		freeze === undefined ? head.version : await store.version(freeze.head);
	const now = await timeOn(base, said.now, { store, identity });
	const command = { ...said, now };
	const choice = await choose(String(command.input.to), { head, base, store });
	if ("ok" in choice) return choice;
	if (!(await isBeforeNewer(said, choice, { freeze, store }))) {
		head.restore();
		return refuse(
			"VALIDATION",
			`Nothing is damaged: the board was written by a newer Baton (${freeze?.reason}).`,
			"Update Baton here; what waits is carried out then. Only a commit from before that, by its name, can be gone on from without.",
		);
	}
	const others = [base.tree, head.tree].filter((tree) => tree !== choice.tree);
	const lastGood = await lastGoodTasks(head.state, store);
	const found = restored({ chosen: choice.tree, others, lastGood }, command);
	if (found === undefined)
		return refuse(
			"VALIDATION",
			"That state has no board.yaml that this version can read.",
			"Choose another state: `/doctor` names the one that was acknowledged last.",
		);
	const at = Math.floor(toMs(now) / 1_000);
	const acknowledged = freeze?.acknowledged ?? head.acknowledged.oid;
	const tree = withUnsoundSetApart(found.tree, head.state, {
		keys: tasksBetween(head.tree, found.tree),
		good: head.acknowledged.oid,
	});
	head.restore();
	const aside = await asideOf(store, { acknowledged, head: base.oid });
	const told = { chosen: choice.oid, acknowledged, aside };
	const commit = guardCommit(base, {
		tree,
		message: writeRecovery(command, told),
		author: identity.author(command.actor, at),
		committer: identity.committer(at),
	});
	return {
		ok: true,
		base,
		commit,
		now,
		data: {
			chosen: choice.oid,
			acknowledged,
			tasks: found.tasks,
			said: `The board goes on from ${choice.oid === null ? "an empty branch" : choice.oid.slice(0, 12)}. ${found.tasks} ${found.tasks === 1 ? "task differs" : "tasks differ"} from what was put aside; what was said then and is no longer true has to be said again.`,
		},
	};
}

/**
 * True unless a newer version has outgrown this one: what it wrote cannot be read here, so its marks and op ids could not be
 * kept. Then an administrator has to name a commit from before that, and give up what came later.
 */
async function isBeforeNewer(
	{ input }: Command,
	{ oid }: Chosen,
	{ freeze, store }: { freeze: Freeze | undefined; store: Store },
): Promise<boolean> {
	if (freeze?.build === undefined) return true;
	const isNamed = input.to !== "branch" && input.to !== "acknowledged";
	const { last } = freeze;
	return (
		isNamed && oid !== null && last !== undefined && contains(store, last, oid)
	);
}

/** A branch that was rewritten may be a little ahead in time of what was acknowledged. What others wrote tells no time. */
async function timeOn(
	{ oid }: Version,
	now: Instant,
	{ store, identity }: { store: Store; identity: Identity },
): Promise<Instant> {
	if (oid === null) return now;
	let visited = 0;
	for await (const record of store.log(oid)) {
		const told = nowOf(record.message);
		const isTrue =
			told !== undefined &&
			isBy(record, identity.committer(0)) &&
			toMs(told) <= toMs(now) + MAX_SKEW_MS;
		if (isTrue) return later(now, told);
		if (++visited >= MAX_TIMELESS) break;
	}
	return now;
}

/** True when there is anything that a recovery could put right. */
function needsRecovery({ freeze, foreign, state }: Head): boolean {
	const [broken] = state.broken();
	return (
		freeze !== undefined ||
		foreign !== undefined ||
		state.problem !== undefined ||
		broken !== undefined
	);
}

interface Chosen {
	readonly oid: Oid | null;
	readonly tree: Tree;
}

async function choose(
	to: string,
	from: { readonly head: Head; readonly base: Version; readonly store: Store },
): Promise<Chosen | Refusal> {
	const { head, base, store } = from;
	if (to === "branch") {
		const tree = withoutQuarantine(base.tree, head.state);
		head.restore();
		return { oid: base.oid, tree };
	}
	if (to === "acknowledged") {
		const oid = head.freeze?.acknowledged ?? head.acknowledged.oid;
		const version =
			oid === head.acknowledged.oid
				? head.acknowledged
				: await store.version(oid).catch(() => undefined);
		return (
			version ??
			refuse(
				"NOT_FOUND",
				`The commit ${oid?.slice(0, 12)} that was acknowledged last cannot be read here any more.`,
				"Whoever has it can push it to the branch again; else the branch as it is can be chosen.",
			)
		);
	}
	const found = await findCommits(to, from);
	const [oid] = found;
	if (oid !== undefined && found.size === 1) return store.version(oid);
	return oid === undefined
		? refuse(
				"NOT_FOUND",
				"There is no such commit on the branch, nor among those that were acknowledged.",
				"`git log` on the branch shows them.",
			)
		: refuse(
				"VALIDATION",
				"Several commits start like that.",
				"Name more of its digits.",
			);
}

/** Commits of the branch, and of what was acknowledged, whose names start so. */
async function findCommits(
	start: string,
	{ head, base, store }: { head: Head; base: Version; store: Store },
): Promise<ReadonlySet<Oid>> {
	const found = new Set<Oid>();
	for (const tip of [base.oid, head.acknowledged.oid]) {
		let visited = 0;
		try {
			if (tip !== null)
				for await (const { oid } of store.log(tip)) {
					if (oid.startsWith(start)) found.add(oid);
					if (++visited >= MAX_SEARCHED) break;
				}
		} catch (error) {
			// What was put aside is often only half there: the branch itself has to be readable.
			if (tip === base.oid) throw error;
		}
	}
	return found;
}
