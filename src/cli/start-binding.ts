import { type BoardReader, compareKeys } from "../core/board.ts";
import { isOpen } from "../core/status.ts";
import type { TaskKey } from "../core/task.ts";
import type { LocalDoor } from "./local-door.ts";
import { type Binding, keepCurrent, taskBinding } from "./task-binding.ts";

/** The plan that was made last and not started yet. */
export function newestPlanned(board: BoardReader): Binding | undefined {
	let newest: { readonly key: TaskKey; readonly at: string } | undefined;
	for (const key of board.keys()) {
		const task = board.task(key);
		const isWaiting = board.plan(key)?.execution.status === "planned";
		if (task === undefined || !isWaiting || !isOpen(task.status)) continue;
		const at = task.created_at;
		const isNewer =
			newest === undefined ||
			at > newest.at ||
			(at === newest.at && compareKeys(key, newest.key) > 0);
		if (isNewer) newest = { key, at };
	}
	return newest && { task: newest.key, from: "newest plan" };
}

/** A started task becomes the current one unless this work tree, or this shell, is on another that has not ended. */
export async function keepIfFree(
	{
		door,
		ownGitdir,
		terminal,
	}: {
		readonly door: LocalDoor;
		readonly ownGitdir: string;
		readonly terminal: {
			readonly env?: Readonly<Record<string, string | undefined>>;
		};
	},
	task: TaskKey,
): Promise<void> {
	const { env = {} } = terminal;
	const present = await taskBinding({ env, ownGitdir });
	if (present !== undefined && !("text" in present)) {
		const isLive = await door.look((board) => {
			const known = board.task(present.task);
			return known !== undefined && isOpen(known.status);
		});
		if (isLive || present.from === "BATON_TASK_ID") return;
	}
	await keepCurrent(ownGitdir, task);
}
