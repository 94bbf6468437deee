import type { TaskContext, TaskKey } from "../core/task.ts";
import {
	type Decoded,
	decodeBaton,
	decodeBrief,
	decodeContext,
	decodeTask,
} from "../store/codec.ts";
import type { Tree } from "../store/git/tree.ts";
import { quarantinePath } from "../store/journal-quarantine.ts";
import { notesPath, taskPath } from "../store/layout.ts";

/** The parts of a task that are searched. */
export const FIELDS = [
	"title",
	"summary",
	"deliverable",
	"baton",
	"brief",
	"notes",
] as const;

/** The text of a task, part by part. */
export type SearchText = Readonly<
	Record<(typeof FIELDS)[number], string> & { key: TaskKey }
>;

/** Characters of each long part; of notes the newest, of what the rest says the beginning. */
const LONGEST = { brief: 8_000, baton: 8_000, notes: 12_000 } as const;
/** Characters of a short part when nothing else of a task is indexed. */
const SHORTEST = 200;

/**
 * The text of a task as a tree holds it, undefined for one that cannot be read or is set apart. It is read straight from
 * the files: a board would keep every document that was looked at.
 */
export function searchTextOf(
	tree: Tree,
	key: TaskKey,
	extent: "whole" | "short",
): SearchText | undefined {
	if (tree.get(quarantinePath(key)) !== undefined) return undefined;
	const task = read(tree, taskPath(key, "task"), decodeTask);
	if (task === undefined || task.key !== key) return undefined;
	const { title, summary = "", deliverable = "" } = task;
	const rest =
		extent === "whole"
			? {
					summary,
					deliverable,
					baton: batonTextOf(tree, key),
					brief: briefTextOf(tree, key),
					notes: notesTextOf(tree, key),
				}
			: {
					summary: summary.slice(0, SHORTEST),
					deliverable: deliverable.slice(0, SHORTEST),
					baton: "",
					brief: "",
					notes: "",
				};
	return { key, title, ...rest };
}

function briefTextOf(tree: Tree, key: TaskKey): string {
	const brief = read(tree, taskPath(key, "brief"), decodeBrief);
	return (brief?.description ?? "").slice(0, LONGEST.brief);
}

/** The newest decisions first: a long log would leave no room for the rest. */
function batonTextOf(tree: Tree, key: TaskKey): string {
	const baton = read(tree, taskPath(key, "baton"), decodeBaton);
	if (baton === undefined) return "";
	const { decision_log = [], artifacts: _ids, ...rest } = baton;
	return [...Object.values(rest).flat(), ...decision_log.toReversed()]
		.join("\n")
		.slice(0, LONGEST.baton);
}

function notesTextOf(tree: Tree, key: TaskKey): string {
	const pages: Uint8Array[] = [];
	for (
		let bytes = tree.get(notesPath(key, 1));
		bytes !== undefined;
		bytes = tree.get(notesPath(key, pages.length + 1))
	)
		pages.push(bytes);
	const context: Decoded<TaskContext> = decodeContext(pages);
	if (!context.ok) return "";
	const bodies: string[] = [];
	let left: number = LONGEST.notes;
	for (const { body } of context.value.notes.toReversed()) {
		if (left <= 0) break;
		bodies.push(body.slice(0, left));
		left -= body.length;
	}
	return bodies.join("\n");
}

function read<T>(
	tree: Tree,
	path: string,
	decode: (bytes: Uint8Array) => Decoded<T>,
): T | undefined {
	const bytes = tree.get(path);
	const decoded = bytes === undefined ? undefined : decode(bytes);
	return decoded?.ok === true ? decoded.value : undefined;
}
