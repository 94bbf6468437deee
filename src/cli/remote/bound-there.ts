import type { Refusal } from "../../core/errors.ts";
import type { TaskKey } from "../../core/task.ts";
import { misbound } from "../binding-refusals.ts";
import type { Said } from "../command-spec.ts";
import type { Misuse } from "../misuse.ts";
import { taskBinding } from "../task-binding.ts";
import type { Terminal } from "../terminal.ts";

/** The task that a command about a server's board names; undefined where it names none, or what is wrong with the name. */
export async function taskThere(
	{ values }: Pick<Said, "values">,
	{ env = {} }: Pick<Terminal, "env">,
	word?: string,
): Promise<TaskKey | undefined | Refusal> {
	const flag = values["task-id"];
	// What is current in a work tree is a task of the board in that repository.
	const found = await taskBinding({ word, flag, env, ownGitdir: undefined });
	if (found === undefined) return undefined;
	return "text" in found ? misbound(found) : found.task;
}

/** What is wrong with a command that names no task. */
export function noTaskThere(name: string): Misuse {
	return {
		problem: `${name} needs a task`,
		hint: "Name it with --task-id, or in BATON_TASK_ID; `baton execute list` shows those with a plan.",
	};
}
