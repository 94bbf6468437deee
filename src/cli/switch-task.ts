import { printRefusal } from "./print-refusal.ts";
import { type Bound, bindingOf, sayBound } from "./say-bound.ts";
import { keepCurrent } from "./task-binding.ts";
import { EXIT } from "./terminal.ts";

/** `baton execute switch`: makes a task that is there the current one of this work tree. */
export async function switchTask(bound: Bound): Promise<number> {
	const { said, terminal, ownGitdir } = bound;
	const { json, words } = said;
	const binding = await bindingOf(bound, words[0]);
	const answer = await sayBound(bound, binding, { verb: "show" });
	if (!answer.ok) return printRefusal(terminal, answer, json);
	const { task } = answer.binding;
	await keepCurrent(ownGitdir, task);
	terminal.out(
		json
			? JSON.stringify({ ok: true, task }, undefined, 2)
			: `Current task: ${task}`,
	);
	const { BATON_TASK_ID: shell = "" } = terminal.env ?? {};
	if (shell !== "" && shell !== task && !json)
		terminal.err(
			`warning: BATON_TASK_ID is ${shell} in this shell, and stands above the current task`,
		);
	return EXIT.ok;
}
