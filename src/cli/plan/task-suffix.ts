import type { TaskKey } from "../../core/task.ts";
import type { Bound } from "../say-bound.ts";
import { taskBinding } from "../task-binding.ts";

/** What is put behind a printed command so that it is about this task: nothing where the reader's shell is bound to it anyway. */
export async function taskSuffix(
	{ terminal: { env = {} }, ownGitdir }: Pick<Bound, "terminal" | "ownGitdir">,
	task: TaskKey,
): Promise<string> {
	const bound = await taskBinding({ env, ownGitdir });
	const isBound = bound !== undefined && "task" in bound && bound.task === task;
	return isBound ? "" : ` --task-id ${task}`;
}
