import { z } from "zod";
import { endTask } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { childrenOpen } from "./done.ts";
import { gatesHold } from "./done-gates.ts";
import { version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const approve = taskVerb({
	name: "approve",
	summary: "Accepts a task in review; never one's own work.",
	input: z.strictObject({ version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/approve"],
	errors: ["INVALID_TRANSITION", "FORBIDDEN", "GATE_FAILED", "STALE"],
	words: ["task"],
	run({ draft, command, config, task }) {
		if (task.status !== "review")
			return illegal(draft, task, "done", "approve");
		if (task.completed_by?.id === command.actor.id) {
			return refuse(
				"FORBIDDEN",
				`Task ${task.key} was completed by ${command.actor.login}, who cannot approve it as well.`,
				"Ask somebody else with write to approve.",
				{
					completed_by: task.completed_by.login,
				},
			);
		}
		const refusal = childrenOpen(draft, task) ?? gatesHold(config, task);
		if (refusal !== undefined) return refusal;
		const freed = endTask(draft, task, "done");
		return {
			ok: true,
			summary: `by ${command.agent}`,
			data: { task: taskRow({ ...task, status: "done" }), freed },
		};
	},
});
