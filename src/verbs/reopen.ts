import { z } from "zod";
import { restingStatus, revived, settleDependents } from "../core/ending.ts";
import { line, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const reopen = taskVerb({
	name: "reopen",
	summary: "Takes a done or cancelled task up again.",
	input: z.strictObject({ reason: line(500).optional(), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/reopen"],
	errors: ["INVALID_TRANSITION", "STALE"],
	words: ["reason"],
	run({ draft, command, input, task }) {
		if (task.status !== "done" && task.status !== "cancelled")
			return illegal(draft, task, "ready", "reopen");
		const open = {
			...revived(task, restingStatus(draft, task)),
			...(input.reason === undefined ? {} : { reason: input.reason }),
		};
		draft.setTask(open);
		settleDependents(draft, task.key);
		return {
			ok: true,
			summary: `by ${command.agent}, ${open.status}`,
			data: { task: taskRow(open) },
		};
	},
});
