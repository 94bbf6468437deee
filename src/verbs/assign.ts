import { z } from "zod";
import { agentName, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const assign = taskVerb({
	name: "assign",
	summary: "Names who should work on the task; anyone may still claim it.",
	input: z.strictObject({ assignee: agentName, version }),
	role: "triage",
	doors: SPOKEN,
	examples: ["/assign agent-1", "/assign @alice"],
	errors: ["VALIDATION", "STALE"],
	words: ["assignee"],
	run({ draft, input, task }) {
		const assigned = { ...task, assignee: input.assignee };
		if (task.assignee !== input.assignee) draft.setTask(assigned);
		return {
			ok: true,
			summary: `to ${input.assignee}`,
			data: { task: taskRow(assigned) },
		};
	},
});
