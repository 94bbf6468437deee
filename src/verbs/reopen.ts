import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { restingStatus, revived, settleDependents } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
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
	errors: ["INVALID_TRANSITION", "FORBIDDEN", "STALE"],
	words: ["reason"],
	run({ draft, command, config, input, task }) {
		if (task.status !== "done" && task.status !== "cancelled")
			return illegal(draft, task, "ready", "reopen");
		if (
			task.attempts >= config.attempts.max &&
			!roleCovers(command.role, "maintain")
		) {
			return refuse(
				"FORBIDDEN",
				`The attempts on task ${task.key} were used up.`,
				"A maintainer can give it another round.",
				{ needed: "maintain", attempts: task.attempts },
			);
		}
		const revivedTask = {
			...revived(task, restingStatus(draft, task)),
			attempts: 0,
		};
		const open =
			input.reason === undefined
				? revivedTask
				: { ...revivedTask, reason: input.reason };
		draft.setTask(open);
		settleDependents(draft, task.key);
		return {
			ok: true,
			summary: `by ${command.agent}, ${open.status}`,
			data: { task: taskRow(open) },
		};
	},
});
