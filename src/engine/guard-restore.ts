import { brokenWithin } from "../core/between.ts";
import type { TaskDocuments } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { BoardDocument } from "../core/config.ts";
import { remember } from "../core/inbox.ts";
import { fencesAbove } from "../core/plan/fences-above.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Inbox, Task, TaskKey } from "../core/task.ts";
import { filesOf } from "../store/board-files.ts";
import type { BoardState } from "../store/board-state.ts";
import { decodeBoard, decodeTask } from "../store/codec.ts";
import type { Tree } from "../store/git/tree.ts";
import { quarantinePath } from "../store/journal-quarantine.ts";
import { BOARD_FILE, taskPath } from "../store/layout.ts";
import { readPlan } from "../store/task-documents.ts";
import { tasksBetween } from "./guard-sound.ts";

/** The state to go on from, and the others that anybody may have acted on. */
export interface Choice {
	readonly chosen: Tree;
	readonly others: readonly Tree[];
	/** Tasks that are set apart in the others, as they were when they were good last. */
	readonly lastGood: ReadonlyMap<TaskKey, Task>;
}

/** Op ids that go with no task are kept by the board: so many, the newest. */
const MAX_ORPHANS = 5_000;

/**
 * The files of a state that stands again, and how many tasks differ from what they were elsewhere. Nothing that was said
 * takes effect twice: marks and op ids of all states are kept. And nothing that anybody holds from a state put aside passes for
 * current: where tasks differ, versions and fences go on from the highest. Undefined when the chosen board cannot be read.
 */
export function restored(
	{ chosen, others, lastGood }: Choice,
	command: Command,
): { readonly tree: Tree; readonly tasks: number } | undefined {
	const isEmpty = chosen.list("").length === 0;
	const boards = [chosen, ...others].map(boardIn);
	const board = isEmpty ? boards.find((one) => one !== undefined) : boards[0];
	// Nothing is known of any board: the app opens a new one.
	if (board === undefined)
		return isEmpty ? { tree: chosen, tasks: 0 } : undefined;
	const below = highest(boards.flatMap((one) => one?.inbox.below ?? []));
	const tasks = new Map<TaskKey, Partial<TaskDocuments>>();
	const orphans: string[] = [];
	const keys = new Set(
		others.flatMap((other) => [...tasksBetween(chosen, other)]),
	);
	for (const key of keys) {
		const task = taskIn(chosen, key);
		const elsewhere = [
			...others.flatMap((tree) => taskIn(tree, key) ?? []),
			...(lastGood.has(key) ? [lastGood.get(key) as Task] : []),
		];
		if (task === undefined)
			orphans.push(...elsewhere.flatMap(({ inbox }) => inbox.seen));
		else {
			const merged = mergedTask(task, elsewhere, { below, command });
			const plan = mergedPlan(chosen, others, key);
			if (merged !== task || plan !== undefined)
				tasks.set(key, {
					task: merged,
					...(plan === undefined ? {} : { plan }),
				});
		}
	}
	const changes = {
		board: mergedBoard(board, boards, {
			below,
			seen: [...orphans.slice(-MAX_ORPHANS), command.opId],
		}),
		tasks,
		agents: new Map(),
		memories: new Map(),
		retrospectives: new Map(),
	};
	return {
		tree: chosen.with(filesOf(changes, chosen)).tree,
		tasks: keys.size,
	};
}

/**
 * The tree with every task let go on that was set apart and is sound in itself: what an administrator accepts as it is.
 * Leaves `state` anywhere.
 */
export function withoutQuarantine(tree: Tree, state: BoardState): Tree {
	state.moveTo(tree);
	const marks = [...state.broken()].flatMap(([key]) => {
		const mark = tree.get(quarantinePath(key));
		return mark === undefined ? [] : [{ key, mark }];
	});
	const freed = tree.with(
		new Map(marks.map(({ key }) => [quarantinePath(key), null])),
	).tree;
	state.moveTo(freed);
	const kept = marks.filter(
		({ key }) => [...brokenWithin(state, key)].length > 0,
	);
	return freed.with(
		new Map(kept.map(({ key, mark }) => [quarantinePath(key), mark])),
	).tree;
}

/** The board's own document, where it can be read. */
export function boardIn(tree: Tree): BoardDocument | undefined {
	const decoded = decodeBoard(tree.get(BOARD_FILE) ?? new Uint8Array());
	return decoded.ok ? decoded.value : undefined;
}

/** A task that can be read and is not set apart. */
export function taskIn(tree: Tree, key: TaskKey): Task | undefined {
	return tree.get(quarantinePath(key)) === undefined
		? taskAsItIs(tree, key)
		: undefined;
}

/** A task that can be read, be it set apart or not. */
export function taskAsItIs(tree: Tree, key: TaskKey): Task | undefined {
	const decoded = decodeTask(
		tree.get(taskPath(key, "task")) ?? new Uint8Array(),
	);
	return decoded.ok && decoded.value.key === key ? decoded.value : undefined;
}

/** The plan with fences above those of the other states; undefined where nothing has to be written. */
function mergedPlan(
	chosen: Tree,
	others: readonly Tree[],
	key: TaskKey,
): Plan | undefined {
	const plan = planIn(chosen, key);
	if (plan === undefined) return undefined;
	const elsewhere = others.flatMap((tree) => planIn(tree, key) ?? []);
	const merged = fencesAbove(plan, elsewhere);
	return merged === plan ? undefined : merged;
}

/** A task's plan in a tree; undefined where it has none, or one that cannot be read. */
export function planIn(tree: Tree, key: TaskKey): Plan | undefined {
	const decoded = readPlan(tree, key);
	return decoded.ok ? decoded.value : undefined;
}

function highest(marks: readonly Inbox["below"][]): Inbox["below"] {
	return {
		comment: Math.max(0, ...marks.map(({ comment }) => comment)),
		event: Math.max(0, ...marks.map(({ event }) => event)),
	};
}

/** The same task when it is ahead of all others anyway. */
function mergedTask(
	task: Task,
	elsewhere: readonly Task[],
	{ below, command }: { below: Inbox["below"]; command: Command },
): Task {
	const others = elsewhere.filter(
		(other) => JSON.stringify(other) !== JSON.stringify(task),
	);
	const unknown = others
		.flatMap(({ inbox }) => inbox.seen)
		.filter((id) => !task.inbox.seen.includes(id));
	const version = Math.max(...others.map((other) => other.version), 0);
	const fence = Math.max(...others.map((other) => other.fence), 0);
	if (version < task.version && fence <= task.fence && unknown.length === 0)
		return task;
	return {
		...task,
		version: Math.max(version, task.version) + 1,
		fence: Math.max(fence, task.fence),
		inbox: withIds(task.inbox, below, unknown),
		updated_at: command.now,
	};
}

function mergedBoard(
	board: BoardDocument,
	boards: readonly (BoardDocument | undefined)[],
	{ below, seen }: { below: Inbox["below"]; seen: readonly string[] },
): BoardDocument {
	const inboxes = boards.flatMap((one) => one?.inbox ?? []);
	// What was read over must be looked at from where the slowest of them was.
	const since = inboxes.flatMap((inbox) => inbox.since ?? []).sort()[0];
	const inbox = withIds(board.inbox, below, [
		...inboxes.flatMap((one) => one.seen),
		...seen,
	]);
	return {
		...board,
		inbox: { ...inbox, ...(since === undefined ? {} : { since }) },
	};
}

/** An inbox that knows these ids as well, as far as it keeps any. */
export function withIds<T extends Inbox>(
	inbox: T,
	below: Inbox["below"],
	ids: readonly string[],
): T {
	return ids.reduce((known, id) => remember(known, below, id), inbox);
}
