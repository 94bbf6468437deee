import type { Baton } from "../core/baton.ts";
import {
	type Before,
	brokenBetween,
	brokenByHand,
	brokenWithin,
	type Rise,
} from "../core/between.ts";
import { provenByHand } from "../core/plan/between.ts";
import type { Plan } from "../core/plan/plan.ts";
import { isOpen } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";
import type { BoardState } from "../store/board-state.ts";
import { decodeTask } from "../store/codec.ts";
import type { Tree } from "../store/git/tree.ts";
import {
	decodeQuarantine,
	encodeQuarantine,
	isNoFolder,
	quarantinePath,
} from "../store/journal-quarantine.ts";
import { taskFolder, taskPath } from "../store/layout.ts";
import type { Oid, Version } from "../store/store.ts";
import { readBaton, readPlan } from "../store/task-documents.ts";
import { boardFault } from "./foreign-board.ts";
import { tasksBetween } from "./guard-sound.ts";

/** Edits by hand, as one: from the last state that was Baton's own to what they came to in so many commits. */
export interface Edit {
	readonly base: Version;
	readonly edited: Tree;
	readonly commits: number;
	/** The tree of an acknowledgement that is to be checked: reasons are taken from it, whose wording may change. */
	readonly told?: Tree;
}

/**
 * What edits come to. `tree` is the edited one, with a document that sets a task apart for each of `quarantined`, and without
 * those of tasks that were mended. `ok: false`: the board as a whole cannot go on from it.
 */
export type Judged =
	| {
			readonly ok: true;
			readonly tree: Tree;
			readonly quarantined: ReadonlyMap<TaskKey, string>;
	  }
	| { readonly ok: false; readonly reason: string };

/** Setting one task apart can make others illegal that build on it: so often that is looked at again. */
const MAX_ROUNDS = 20;
/** What a task comes with that is made by hand. */
const NOTHING_GRANTED = { labels: [] };

/**
 * Judges edits task by task: each must be a change that commands could have made. `state` is at `base` and is left anywhere.
 * `treeAt` gives the files of an earlier commit.
 */
export async function judge(
	state: BoardState,
	edit: Edit,
	treeAt: (oid: Oid) => Promise<Tree>,
): Promise<Judged> {
	const { base, edited } = edit;
	const fault = boardFault(base.tree, edited);
	if (fault !== undefined) return { ok: false, reason: fault };
	const keys = tasksBetween(base.tree, edited);
	const before = new LastGood();
	for (const key of keys) await before.add(key, { state, base, treeAt });
	const blocked = [...keys].flatMap((key) => blockedShard(edited, key) ?? []);
	if (blocked[0] !== undefined)
		return { ok: false, reason: `${blocked[0]} is no folder` };
	const clean = marked(
		edited,
		new Map([...keys].map((key) => [key, null] as const)),
	);
	const quarantined = new Map<TaskKey, string>();
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const tree = marked(clean, marksOf(quarantined, before, edit.told));
		state.moveTo(tree);
		const found = faults(state, { keys, before, quarantined, ...edit });
		if (found.size === 0) return { ok: true, tree, quarantined };
		for (const [key, reason] of found) quarantined.set(key, reason);
	}
	return { ok: false, reason: "too many of its tasks depend on illegal ones" };
}

/** The tasks as they were when they were good last; of each the commit too, where that is known. */
class LastGood implements Before {
	readonly #tasks = new Map<TaskKey, Documents>();
	readonly #good = new Map<TaskKey, Oid>();
	readonly #known = new Set<TaskKey>();

	async add(
		key: TaskKey,
		at: {
			readonly state: BoardState;
			readonly base: Version;
			readonly treeAt: (oid: Oid) => Promise<Tree>;
		},
	): Promise<void> {
		const { state, base, treeAt } = at;
		const mark = base.tree.get(quarantinePath(key));
		const good =
			mark === undefined
				? (base.oid ?? undefined)
				: decodeQuarantine(mark).good;
		if (base.tree.oidOf(taskFolder(key)) !== undefined) this.#known.add(key);
		const isBroken = mark === undefined && state.unreadable(key) !== undefined;
		if (good === undefined || isBroken) return;
		// Commits that a recovery put aside may be gone; then any state that is sound in itself is taken.
		const tree =
			good === base.oid ? base.tree : await treeAt(good).catch(() => undefined);
		const documents = tree && documentsAt(tree, key);
		if (documents === undefined) return;
		this.#tasks.set(key, documents);
		this.#good.set(key, good);
	}

	task(key: TaskKey): Task | undefined {
		return this.#tasks.get(key)?.task;
	}

	baton(key: TaskKey): Baton {
		return this.#tasks.get(key)?.baton ?? ({} as Baton);
	}

	plan(key: TaskKey): Plan | undefined {
		return this.#tasks.get(key)?.plan;
	}

	/** True when there was anything of the task before. */
	has(key: TaskKey): boolean {
		return this.#known.has(key);
	}

	/** The last commit with good documents of the task. */
	good(key: TaskKey): Oid | undefined {
		return this.#good.get(key);
	}
}

interface Documents {
	readonly task: Task;
	readonly baton: Baton;
	readonly plan: Plan | undefined;
}

function documentsAt(tree: Tree, key: TaskKey): Documents | undefined {
	const task = decodeTask(tree.get(taskPath(key, "task")) ?? new Uint8Array());
	const baton = readBaton(tree, key);
	const plan = readPlan(tree, key);
	return task.ok && baton.ok && plan.ok
		? { task: task.value, baton: baton.value, plan: plan.value }
		: undefined;
}

interface Looking extends Edit {
	readonly keys: ReadonlySet<TaskKey>;
	readonly before: LastGood;
	readonly quarantined: ReadonlyMap<TaskKey, string>;
}

/** The tasks, of those not set apart yet, that are not as they may be, and why. */
function faults(
	state: BoardState,
	{ keys, before, quarantined, commits, base }: Looking,
): ReadonlyMap<TaskKey, string> {
	const found = new Map<TaskKey, string>();
	const rise: Rise = { least: 1, most: commits };
	for (const key of keys) {
		if (quarantined.has(key)) continue;
		const fault = taskFault(state, { key, before, rise, keys, base });
		if (fault !== undefined) found.set(key, fault);
	}
	return found;
}

function taskFault(
	state: BoardState,
	{
		key,
		before,
		rise,
		keys,
		base,
	}: Pick<Looking, "before" | "keys" | "base"> & {
		readonly key: TaskKey;
		readonly rise: Rise;
	},
): string | undefined {
	const unreadable =
		state.unreadable(key) ??
		lineEndFault(state.tree, key) ??
		conflictFault(base.tree, state.tree, key);
	if (unreadable !== undefined) return unreadable;
	const now = state.task(key);
	if (now === undefined)
		return before.has(key) ? "its files were removed" : undefined;
	const old = before.task(key);
	// Of a task that was never good nobody knows what it had been granted.
	const granted = old ?? (before.has(key) ? now : NOTHING_GRANTED);
	const [fault] = [
		...brokenBetween(before, state, { key, rise }),
		...brokenByHand(granted, now),
		...(old === undefined && before.has(key)
			? []
			: provenByHand(before.plan(key), state.plan(key))),
	];
	if (fault !== undefined) return `a change by hand: it ${fault}`;
	if (old === undefined || isOpen(old.status) === isOpen(now.status))
		return undefined;
	// What waits for it has to go along in the same commit.
	for (const dependent of state.dependents(key)) {
		const [left] = keys.has(dependent) ? [] : brokenWithin(state, dependent);
		if (left !== undefined)
			return `a change by hand: through it task ${dependent} ${left}`;
	}
	return undefined;
}

/** Carriage returns are never ours: they come from an editor or from git's own conversion, and would be in every text. */
function lineEndFault(tree: Tree, key: TaskKey): string | undefined {
	const folder = taskFolder(key);
	const name = tree
		.list(folder)
		.find((one) => tree.get(`${folder}/${one}`)?.includes(0x0d) === true);
	return name === undefined
		? undefined
		: `${name}: its lines end with carriage returns (CRLF)`;
}

/** A brief may hold any text that somebody says, but nobody means to merge it by hand and leave the marks in. */
function conflictFault(
	before: Tree,
	after: Tree,
	key: TaskKey,
): string | undefined {
	const path = taskPath(key, "brief");
	if (before.oidOf(path) === after.oidOf(path)) return undefined;
	const text = new TextDecoder().decode(after.get(path));
	return /^<{7}(?: [^\n]*)?\n[\s\S]*^={7}\n[\s\S]*^>{7}(?: |$)/m.test(text)
		? "brief.md: it holds merge conflict markers"
		: undefined;
}

function marksOf(
	quarantined: ReadonlyMap<TaskKey, string>,
	before: LastGood,
	told: Tree | undefined,
): ReadonlyMap<TaskKey, Uint8Array> {
	return new Map(
		[...quarantined].map(([key, reason]) => {
			const said = told?.get(quarantinePath(key));
			const good = before.good(key);
			return [
				key,
				encodeQuarantine({
					reason: said === undefined ? reason : decodeQuarantine(said).reason,
					good,
				}),
			];
		}),
	);
}

/** What stands in the place of a folder that holds the folders of tasks, if something does. */
function blockedShard(tree: Tree, key: TaskKey): string | undefined {
	const [tasks = "", shard = ""] = taskFolder(key).split("/");
	return [tasks, `${tasks}/${shard}`].find((path) => isNoFolder(tree, path));
}

/** The tree with tasks set apart, or (null) no longer so. */
function marked(
	tree: Tree,
	marks: ReadonlyMap<TaskKey, Uint8Array | null>,
): Tree {
	const files = new Map(
		[...marks].flatMap(([key, bytes]) => {
			const path = quarantinePath(key);
			const isThere = tree.oidOf(path) !== undefined;
			// What stands where the task's folder belongs sets it apart by itself.
			if (isNoFolder(tree, taskFolder(key))) return [];
			// What stands in its place and is no file sets the task apart as well.
			if (isThere && tree.get(path) === undefined) return [];
			return bytes === null && !isThere ? [] : [[path, bytes] as const];
		}),
	);
	return tree.with(files).tree;
}
