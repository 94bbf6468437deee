import { brokenWithin } from "../core/between.ts";
import type { TaskKey } from "../core/task.ts";
import type { BoardState } from "../store/board-state.ts";
import { diffTrees, type Tree } from "../store/git/tree.ts";
import {
	encodeQuarantine,
	quarantinePath,
} from "../store/journal-quarantine.ts";
import { taskOfPath } from "../store/layout.ts";
import type { Oid } from "../store/store.ts";

/** The tasks that differ between two trees. */
export function tasksBetween(a: Tree, b: Tree): ReadonlySet<TaskKey> {
	return new Set(diffTrees(a, b).flatMap((path) => taskOfPath(path) ?? []));
}

/**
 * The tree with each of these tasks set apart that can be read and breaks what every state has to hold. `good` is a commit
 * with earlier documents of theirs. Leaves `state` anywhere.
 */
export function withUnsoundSetApart(
	tree: Tree,
	state: BoardState,
	{ keys, good }: { keys: ReadonlySet<TaskKey>; good: Oid | null },
): Tree {
	state.moveTo(tree);
	const marks = new Map<string, Uint8Array>();
	for (const [key, reason] of unsound(state, keys))
		marks.set(
			quarantinePath(key),
			encodeQuarantine({ reason: `it ${reason}`, good: good ?? undefined }),
		);
	return tree.with(marks).tree;
}

/** Those of the tasks that can be read and break what every state has to hold, and how. `state` is there. */
export function* unsound(
	state: BoardState,
	keys: Iterable<TaskKey>,
): Iterable<readonly [TaskKey, string]> {
	for (const key of keys) {
		const readable =
			state.task(key) !== undefined && state.unreadable(key) === undefined;
		const [fault] = readable ? brokenWithin(state, key) : [];
		if (fault !== undefined) yield [key, fault];
	}
}
