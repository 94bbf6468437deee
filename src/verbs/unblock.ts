import { z } from "zod";
import { restingStatus } from "../core/ending.ts";
import { isOpen } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import { version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const unblock = taskVerb({
	name: "unblock",
	summary:
		"Ends a hold by hand, or a parent's waiting for its subtasks; the task is ready once no blocker is open.",
	input: z.strictObject({ version }),
	role: "triage",
	doors: SPOKEN,
	examples: ["/unblock"],
	errors: ["INVALID_TRANSITION", "STALE"],
	words: ["task"],
	run({ draft, task }) {
		const isHeld = task.held !== undefined || task.parked === true;
		if (!isHeld || !isOpen(task.status))
			return illegal(draft, task, "ready", "unblock");
		const rest = released(task);
		const status =
			task.status === "blocked" ? restingStatus(draft, rest) : task.status;
		draft.setTask({ ...rest, status });
		return {
			ok: true,
			summary:
				status === "ready" ? "ready again" : "no longer held, still waiting",
			data: { task: taskRow({ ...rest, status }) },
		};
	},
});

/** A hold has its own reason: a parked task that is held as well stays parked. */
function released(task: Task): Task {
	const { held, parked, ...rest } = task;
	return held === undefined || parked === undefined
		? rest
		: { ...rest, parked };
}
