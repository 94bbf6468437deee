import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isTaskKey, type TaskKey } from "../core/task.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";

/** Where the name of the task came from, as people write it. */
export type BindingSource =
	| "--task-id"
	| "the command line"
	| "BATON_TASK_ID"
	| "current task"
	| "newest plan";

/** The task that a command is about. It need not exist. */
export interface Binding {
	readonly task: TaskKey;
	readonly from: BindingSource;
}

/** What is not a key of a task at all, and where it was said. */
export interface Misbound {
	readonly text: string;
	readonly from: BindingSource;
}

/** What a binding is looked for in. */
export interface BindingPlaces {
	/** The word behind the command's name that names a task. */
	readonly word?: string | undefined;
	/** What `--task-id` said. */
	readonly flag?: string | undefined;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** What git keeps for this work tree alone; undefined where there is none. */
	readonly ownGitdir: string | undefined;
}

/** The task that was named: on the command line, else in the environment, else as the current one; undefined where none was. */
export async function taskBinding({
	word,
	flag,
	env,
	ownGitdir,
}: BindingPlaces): Promise<Binding | Misbound | undefined> {
	if (word !== undefined) return bound(word, "the command line");
	if (flag !== undefined) return bound(flag, "--task-id");
	const { BATON_TASK_ID } = env;
	if (BATON_TASK_ID !== undefined && BATON_TASK_ID.trim() !== "")
		return bound(BATON_TASK_ID, "BATON_TASK_ID");
	if (ownGitdir === undefined) return undefined;
	const current = await readFile(currentPath(ownGitdir), "utf8").catch(
		() => "",
	);
	return current.trim() === "" ? undefined : bound(current, "current task");
}

/**
 * Makes a task the current one of a work tree: of that one alone, since each is where one piece of work goes on, and a worker
 * in another must not find itself on this task. Throws `STORE_UNAVAILABLE` when it cannot be kept.
 */
export async function keepCurrent(
	ownGitdir: string,
	task: TaskKey,
): Promise<void> {
	const path = currentPath(ownGitdir);
	const draft = `${path}.${randomBytes(6).toString("hex")}`;
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(draft, `${task}\n`);
		await rename(draft, path);
	} catch (cause) {
		await rm(draft, { force: true }).catch(() => undefined);
		throw new StoreUnavailable(`${path} cannot be written to`, { cause });
	}
}

function currentPath(ownGitdir: string): string {
	return join(ownGitdir, "baton", "current-task");
}

function bound(said: string, from: BindingSource): Binding | Misbound {
	const task = said.trim().replace(/^#/, "");
	return isTaskKey(task) ? { task, from } : { text: said, from };
}
