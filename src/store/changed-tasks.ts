import { isTaskKey, type TaskKey } from "../core/task.ts";
import { childOf, type Node } from "./git/directory.ts";
import { fromByteString } from "./git/object.ts";
import type { Tree } from "./git/tree.ts";
import { taskFolder } from "./layout.ts";

/**
 * The tasks whose place holds something else in one tree than in the other, be it a folder or not, each once. What is the
 * same in both is not walked.
 */
export function* changedTasks(before: Tree, after: Tree): Generator<TaskKey> {
	const old = childOf(before.root, "tasks");
	const now = childOf(after.root, "tasks");
	for (const [spread, oldTasks, nowTasks] of changedChildren(old, now))
		for (const [name] of changedChildren(oldTasks, nowTasks)) {
			const key = fromByteString(name);
			if (isTaskKey(key) && taskFolder(key) === `tasks/${spread}/${key}`)
				yield key;
		}
}

type Change = readonly [
	name: string,
	before: Node | undefined,
	after: Node | undefined,
];

function* changedChildren(
	before: Node | undefined,
	after: Node | undefined,
): Generator<Change> {
	if (isSame(before, after)) return;
	const old = before?.kind === "directory" ? before : undefined;
	const now = after?.kind === "directory" ? after : undefined;
	const hasSameNames = old?.shape === now?.shape;
	for (const [position, { name }] of old?.shape.entries.entries() ?? []) {
		const left = old?.children[position];
		const right = hasSameNames
			? now?.children[position]
			: now && childOf(now, name);
		if (!isSame(left, right)) yield [name, left, right];
	}
	if (hasSameNames) return;
	for (const [position, { name }] of now?.shape.entries.entries() ?? [])
		if (old?.shape.index.has(name) !== true)
			yield [name, undefined, now?.children[position]];
}

function isSame(a: Node | undefined, b: Node | undefined): boolean {
	return a === b || (a?.oid === b?.oid && a?.kind === b?.kind);
}
