import { z } from "zod";
import { agentName, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const unassign = taskVerb({
	name: "unassign",
	summary:
		"Leaves it open who works on the task; of a named assignee only if it is that one.",
	input: z.strictObject({ assignee: agentName.optional(), version }),
	role: "triage",
	doors: SPOKEN,
	examples: ["/unassign"],
	errors: ["STALE"],
	words: ["assignee"],
	run({ draft, input, task }) {
		const isMeant =
			task.assignee !== undefined &&
			(input.assignee === undefined || input.assignee === task.assignee);
		if (!isMeant)
			return {
				ok: true,
				summary: "nobody to unassign",
				data: { task: taskRow(task) },
			};
		const { assignee: _assignee, ...open } = task;
		draft.setTask(open);
		return { ok: true, summary: "to nobody", data: { task: taskRow(open) } };
	},
});
