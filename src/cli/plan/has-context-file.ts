import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TaskKey } from "../../core/task.ts";
import { inlineCode } from "../../planner/fence.ts";
import { CONTEXT_FILE } from "../../planner/prompt.ts";

/** True when the exported context that lies in the checkout is this task's: whatever is planned later takes its place. */
export async function hasContextFile(
	top: string,
	task: TaskKey,
): Promise<boolean> {
	const text = await readFile(join(top, CONTEXT_FILE), "utf8").catch(() => "");
	return text
		.split("\n", 5)
		.some((line) => line.startsWith(`Task ${inlineCode(task)}. `));
}
