import type { Baton } from "../core/baton.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Brief, Task, TaskContext, TaskKey } from "../core/task.ts";
import {
	type Decoded,
	decodeBaton,
	decodeBrief,
	decodeContext,
	decodePlan,
	decodeTask,
} from "./codec.ts";
import type { Tree } from "./git/tree.ts";
import {
	decodeQuarantine,
	folderFault,
	QUARANTINE_FILE,
} from "./journal-quarantine.ts";
import { notesPath, taskFolder, taskPath } from "./layout.ts";

/** A task's state, why it cannot be used, or undefined when there is no such task. */
export function readTask(tree: Tree, key: TaskKey): Decoded<Task> | undefined {
	const folder = taskFolder(key);
	const set = tree.get(`${folder}/${QUARANTINE_FILE}`);
	const reason =
		set === undefined
			? folderFault(tree, folder)
			: decodeQuarantine(set).reason;
	if (reason !== undefined) return { ok: false, reason };
	const bytes = tree.get(taskPath(key, "task"));
	if (bytes === undefined)
		return tree.oidOf(folder) === undefined
			? undefined
			: { ok: false, reason: "task.yaml: it is missing" };
	const decoded = decodeTask(bytes);
	if (!decoded.ok) return { ok: false, reason: `task.yaml: ${decoded.reason}` };
	return decoded.value.key === key
		? decoded
		: { ok: false, reason: "task.yaml: it carries the key of another task" };
}

export function readBrief(tree: Tree, key: TaskKey): Decoded<Brief> {
	return decodedAt(tree, taskPath(key, "brief"), decodeBrief);
}

export function readBaton(tree: Tree, key: TaskKey): Decoded<Baton> {
	return decodedAt(tree, taskPath(key, "baton"), decodeBaton);
}

/** A task's plan, or nothing when it has none. */
export function readPlan(tree: Tree, key: TaskKey): Decoded<Plan | undefined> {
	const bytes = tree.get(taskPath(key, "plan"));
	return bytes === undefined
		? { ok: true, value: undefined }
		: decodePlan(bytes);
}

/** What was said about a task, of all pages; nothing when there is no page. */
export function readContext(tree: Tree, key: TaskKey): Decoded<TaskContext> {
	const pages: Uint8Array[] = [];
	for (
		let bytes = tree.get(notesPath(key, 1));
		bytes !== undefined;
		bytes = tree.get(notesPath(key, pages.length + 1))
	)
		pages.push(bytes);
	return decodeContext(pages);
}

function decodedAt<T>(
	tree: Tree,
	path: string,
	decode: (bytes: Uint8Array) => Decoded<T>,
): Decoded<T> {
	const bytes = tree.get(path);
	return bytes === undefined
		? { ok: false, reason: "it is missing" }
		: decode(bytes);
}
