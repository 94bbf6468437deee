import { createHash } from "node:crypto";
import type { SideDocument } from "../core/board.ts";
import { isAgentName, isTaskKey, type TaskKey } from "../core/task.ts";

export const BOARD_FILE = "board.yaml";
export const README_FILE = "README.md";

/** The documents in a task's folder; `context` stands for the first page of notes. */
export type TaskFile =
	| "task"
	| "brief"
	| "baton"
	| "plan"
	| "context"
	| "input";

const FILE_NAMES: Readonly<Record<TaskFile, string>> = {
	task: "task.yaml",
	brief: "brief.md",
	baton: "baton.yaml",
	plan: "plan.yaml",
	context: "context.yaml",
	input: "input.json",
};

/** `tasks/<hh>/<key>`, where `hh` spreads the tasks over 256 folders: git rewrites every folder on the way to a change. */
export function taskFolder(key: TaskKey): string {
	if (!isTaskKey(key))
		throw new Error(`not a task key: ${JSON.stringify(key)}`);
	return `tasks/${createHash("sha256").update(key).digest("hex").slice(0, 2)}/${key}`;
}

export function taskPath(key: TaskKey, file: TaskFile): string {
	return `${taskFolder(key)}/${FILE_NAMES[file]}`;
}

/** Path of the n-th page of notes, counted from 1. */
export function notesPath(key: TaskKey, page: number): string {
	return page === 1
		? taskPath(key, "context")
		: `${taskFolder(key)}/context-${page}.yaml`;
}

/** The documents beside tasks that there is one of each. */
const ALONE: readonly SideDocument[] = [
	"memory/shared",
	"learned/gates",
	"learned/roles",
	"learned/runs",
];

/** Path of a document that belongs to no task. */
export function sidePath(document: SideDocument): string {
	return `${document}.yaml`;
}

/** Path of the look back at a task's finished run. */
export function retrospectivePath(key: TaskKey): string {
	return `retrospectives/${key}.md`;
}

/** The document beside tasks that a path holds, if it is one. */
export function sideDocumentOf(path: string): SideDocument | undefined {
	const match = /^(agents|memory\/agents)\/([^/]+)\.yaml$/.exec(path);
	if (match?.[2] !== undefined && isAgentName(match[2]))
		return path.slice(0, -".yaml".length) as SideDocument;
	return ALONE.find((document) => sidePath(document) === path);
}

/** The task a path belongs to, what stands in its folder's place included; undefined for paths outside `tasks/` and for folders in the wrong place. */
export function taskOfPath(path: string): TaskKey | undefined {
	const key = /^tasks\/[0-9a-f]{2}\/([^/]+)/.exec(path)?.[1];
	return key !== undefined &&
		isTaskKey(key) &&
		`${path}/`.startsWith(`${taskFolder(key)}/`)
		? key
		: undefined;
}

/** Path of a large input: with the task it addresses, else at the top. */
export function inputPath(key: TaskKey | undefined): string {
	return key === undefined ? "input.json" : taskPath(key, "input");
}
