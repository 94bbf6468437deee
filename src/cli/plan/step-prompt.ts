import type { BoardReader } from "../../core/board.ts";
import type { TaskKey } from "../../core/task.ts";
import { knowledgeFor } from "../../planner/knowledge/knowledge-for.ts";
import type { PackPage } from "../../planner/knowledge/page.ts";
import { promptFor } from "../../planner/prompt.ts";

/** The prompt that hands a step of a task's plan to an agent. Throws for a step that the plan does not have. */
export function stepPrompt(
	board: BoardReader,
	{
		key,
		step,
		hasContextFile,
		isBound,
		pages,
	}: {
		readonly key: TaskKey;
		readonly step: string;
		/** True when the exported context of this task lies in the checkout. */
		readonly hasContextFile: boolean;
		/** True when commands here are about this task without naming it. */
		readonly isBound: boolean;
		readonly pages: readonly PackPage[];
	},
): string {
	const plan = board.plan(key);
	if (plan === undefined) throw new Error(`task ${key} has no plan`);
	const { title, description } = board.brief(key);
	const prompt = promptFor(plan, step, {
		brief: description.startsWith(title)
			? description
			: `${title}\n\n${description}`.trimEnd(),
		baton: board.baton(key),
		hasContextFile,
		knowledge: knowledgeFor(plan, step, pages),
		door: "cli",
		taskId: isBound ? undefined : key,
	});
	if (typeof prompt !== "string") throw new Error(prompt.message);
	return prompt;
}
