import { z } from "zod";
import { restingStatus, revived } from "../core/ending.ts";
import { version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";
import { wipFull } from "./wip.ts";

export const requeue = taskVerb({
	name: "requeue",
	summary: "Gives a task whose attempts are used up another round.",
	input: z.strictObject({ version }),
	role: "maintain",
	doors: SPOKEN,
	examples: ["/requeue"],
	errors: ["INVALID_TRANSITION", "WIP_EXCEEDED", "STALE"],
	words: ["task"],
	run({ draft, command, task }) {
		if (task.status !== "dead_letter")
			return illegal(draft, task, "ready", "requeue");
		const fresh = { ...revived(task, restingStatus(draft, task)), attempts: 0 };
		const full = wipFull(draft, fresh.status);
		if (full !== undefined) return full;
		draft.setTask(fresh);
		return {
			ok: true,
			summary: `by ${command.agent}`,
			data: { task: taskRow(fresh) },
		};
	},
});
