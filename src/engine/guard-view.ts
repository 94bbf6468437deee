import type { BoardReader } from "../core/board.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { BoardState } from "../store/board-state.ts";
import { emptyTree, type Tree } from "../store/git/tree.ts";
import {
	decodeQuarantine,
	quarantinePath,
} from "../store/journal-quarantine.ts";
import { taskFolder } from "../store/layout.ts";
import type { Store } from "../store/store.ts";

/** How many tasks that are set apart are looked up at most. */
const MAX_LOOKED_UP = 1_000;

/**
 * A board on which a task that was set apart is seen as it was when its documents were good last: for reading only, and for
 * nobody who decides. Undefined when there is no such state.
 */
export async function lastGoodView(
	state: BoardState,
	key: TaskKey,
	store: Store,
): Promise<BoardReader | undefined> {
	const alone = await lastGoodAlone(state, key, store);
	return alone?.task(key) === undefined ? undefined : seenThrough(state, alone);
}

/** The tasks that are set apart, as they were when they were good last, as far as that is known. */
export async function lastGoodTasks(
	state: BoardState,
	store: Store,
): Promise<ReadonlyMap<TaskKey, Task>> {
	const tasks = new Map<TaskKey, Task>();
	for (const [key] of [...state.broken()].slice(0, MAX_LOOKED_UP)) {
		const task = (await lastGoodAlone(state, key, store))?.task(key);
		if (task !== undefined) tasks.set(key, task);
	}
	return tasks;
}

async function lastGoodAlone(
	state: BoardState,
	key: TaskKey,
	store: Store,
): Promise<BoardState | undefined> {
	const mark = state.tree.get(quarantinePath(key));
	const good = mark === undefined ? undefined : decodeQuarantine(mark).good;
	if (good === undefined) return undefined;
	const version = await store.version(good).catch(() => undefined);
	return version && taskAlone(version.tree, key);
}

/** A board of one task. */
function taskAlone(tree: Tree, key: TaskKey): BoardState {
	const folder = taskFolder(key);
	const files = tree.list(folder).flatMap((name) => {
		const path = `${folder}/${name}`;
		const bytes = tree.get(path);
		return bytes === undefined ? [] : [[path, bytes] as const];
	});
	const alone = new BoardState(emptyTree());
	alone.moveTo(emptyTree().with(new Map(files)).tree);
	return alone;
}

function seenThrough(state: BoardState, alone: BoardState): BoardReader {
	const of = (key: TaskKey) => (alone.task(key) === undefined ? state : alone);
	return {
		problem: state.problem,
		board: state.board,
		task: (key) => of(key).task(key),
		brief: (key) => of(key).brief(key),
		baton: (key) => of(key).baton(key),
		context: (key) => of(key).context(key),
		plan: (key) => of(key).plan(key),
		unreadable: (key) => of(key).unreadable(key),
		keys: () => state.keys(),
		dependents: (key) => state.dependents(key),
		children: (key) => state.children(key),
		count: (status) => state.count(status),
		leases: (agent) => state.leases(agent),
		leased: () => state.leased(),
		running: () => state.running(),
		ready: () => state.ready(),
		assigned: (agent) => state.assigned(agent),
		agent: (name) => state.agent(name),
		agents: () => state.agents(),
		memory: (place) => state.memory(place),
		remembering: () => state.remembering(),
		learned: () => state.learned(),
		retrospective: (key) => state.retrospective(key),
		damage: (document) => state.damage(document),
	};
}
