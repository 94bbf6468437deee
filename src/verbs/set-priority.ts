import { z } from "zod";
import { priority, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const setPriority = taskVerb({
	name: "priority",
	summary: "Sets how urgent the task is.",
	input: z.strictObject({ priority, version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/priority high"],
	errors: ["VALIDATION", "STALE"],
	words: ["priority"],
	run({ draft, input, task }) {
		const ranked = { ...task, priority: input.priority };
		if (ranked.priority !== task.priority) draft.setTask(ranked);
		return {
			ok: true,
			summary: input.priority,
			data: { task: taskRow(ranked) },
		};
	},
});
