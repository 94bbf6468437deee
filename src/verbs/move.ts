import { z } from "zod";
import { restingStatus } from "../core/ending.ts";
import { heldByOther } from "../core/lease.ts";
import { STATUSES } from "../core/status.ts";
import { version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const move = taskVerb({
	name: "move",
	summary: "Moves the task between the backlog and the queue.",
	input: z.strictObject({ to: z.enum(STATUSES), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/move ready", "/move backlog"],
	errors: ["INVALID_TRANSITION", "STALE"],
	words: ["to"],
	run({ draft, command, config, input, task }) {
		const locked = heldByOther(task, command, config);
		if (locked !== undefined) return locked;
		if (task.status === input.to)
			return {
				ok: true,
				summary: `already ${input.to}`,
				data: { task: taskRow(task) },
			};
		const toBacklog =
			input.to === "backlog" &&
			(task.status === "ready" || task.status === "blocked");
		const toQueue = input.to === "ready" && task.status === "backlog";
		if (!toBacklog && !toQueue) return illegal(draft, task, input.to, "move");
		const moved = {
			...task,
			status: toBacklog ? ("backlog" as const) : restingStatus(draft, task),
		};
		draft.setTask(moved);
		return {
			ok: true,
			summary: `to ${moved.status}`,
			data: { task: taskRow(moved) },
		};
	},
});
