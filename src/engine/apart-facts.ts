import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { decodeTask } from "../store/codec.ts";
import type { Tree } from "../store/git/tree.ts";
import {
	decodeQuarantine,
	quarantinePath,
} from "../store/journal-quarantine.ts";
import { taskFolder, taskPath } from "../store/layout.ts";
import type { Oid, Store } from "../store/store.ts";

/** The tasks that are asked about; all of them unless some are named. */
export interface ApartQuestion {
	readonly tasks?: readonly TaskKey[] | undefined;
}

/** So many tasks that are set apart are told of, and of so many of them what they were before. */
const MAX_TOLD = 200;
const MAX_LOOKED_UP = 50;

/** The commit a board is looked at, and the tasks on it that cannot be read: why, where, and what they were when they could be. */
export async function apartFacts(
	board: BoardReader,
	{
		store,
		head,
		tree,
	}: {
		readonly store: Store;
		readonly head: Oid | null;
		readonly tree?: Tree;
	},
	{ tasks }: ApartQuestion,
): Promise<JsonObject> {
	const asked = tasks === undefined ? undefined : new Set(tasks);
	const apart = [...board.keys()].filter(
		(key) =>
			(asked?.has(key) ?? true) &&
			board.task(key) === undefined &&
			board.unreadable(key) !== undefined,
	);
	const told: JsonObject[] = [];
	for (const key of apart.slice(0, MAX_TOLD)) {
		const last =
			told.length < MAX_LOOKED_UP
				? await lastGood(key, store, tree)
				: undefined;
		told.push({
			key,
			reason: board.unreadable(key) ?? "",
			path: taskFolder(key),
			...(last === undefined ? {} : { title: last.title, status: last.status }),
		});
	}
	return { head, quarantined: told, quarantined_count: apart.length };
}

/** The task as it was when its documents were good last, where somebody noted when that was. */
async function lastGood(
	key: TaskKey,
	store: Store,
	tree: Tree | undefined,
): Promise<Task | undefined> {
	const mark = tree?.get(quarantinePath(key));
	const good = mark === undefined ? undefined : decodeQuarantine(mark).good;
	if (good === undefined) return undefined;
	// What is long ago may be out of reach, which is no reason to tell nothing.
	const version = await store.version(good).catch(() => undefined);
	const bytes = version?.tree.get(taskPath(key, "task"));
	const task = bytes && decodeTask(bytes);
	return task?.ok === true ? task.value : undefined;
}
