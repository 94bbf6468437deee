import { brokenWithin, keepsInbox } from "../core/between.ts";
import type { TaskKey } from "../core/task.ts";
import type { BoardState } from "../store/board-state.ts";
import { decodeBoard, decodeTask } from "../store/codec.ts";
import { diffTrees, type Tree } from "../store/git/tree.ts";
import {
	encodeQuarantine,
	quarantinePath,
} from "../store/journal-quarantine.ts";
import { BOARD_FILE, taskOfPath, taskPath } from "../store/layout.ts";
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

/**
 * Why a recovery may not stand, if so: its tasks must be sound, nothing said may be forgotten, and no count run backwards from
 * the commit it was made on. `base` is the last state before it that held. Leaves `state` anywhere.
 */
export function recoveryFault(
	tree: Tree,
	{ base, parent, state }: { base: Tree; parent: Tree; state: BoardState },
): string | undefined {
	state.moveTo(tree);
	const keys = new Set([
		...tasksBetween(base, tree),
		...tasksBetween(parent, tree),
	]);
	for (const [key, fault] of unsound(state, keys))
		return `task ${key} ${fault}`;
	for (const key of keys) {
		const [old, now] = [parent, tree].map((one) =>
			decodeTask(one.get(taskPath(key, "task")) ?? new Uint8Array()),
		);
		if (
			old?.ok === true &&
			now?.ok === true &&
			(now.value.version < old.value.version ||
				now.value.fence < old.value.fence)
		)
			return `the version or the fence of task ${key} runs backwards`;
	}
	const [old, now] = [parent, tree].map((one) =>
		decodeBoard(one.get(BOARD_FILE) ?? new Uint8Array()),
	);
	return old?.ok === true &&
		now?.ok === true &&
		!keepsInbox(old.value.inbox, now.value.inbox)
		? "the board forgets commands that took effect"
		: undefined;
}

function* unsound(
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
