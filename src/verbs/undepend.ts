import { z } from "zod";
import { restingStatus } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { taskKey, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const undepend = taskVerb({
	name: "undepend",
	summary: "Removes a blocker from the task.",
	input: z.strictObject({ on: z.array(taskKey).min(1).max(50), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/undepend #41"],
	errors: ["NOT_FOUND", "STALE"],
	words: (words) => (words.length === 0 ? {} : { on: [...words] }),
	run({ draft, input, task }) {
		const missing = input.on.find((key) => !task.blocked_by.includes(key));
		if (missing !== undefined) {
			return refuse(
				"NOT_FOUND",
				`Task ${task.key} does not wait for ${missing}.`,
				"`show` lists what it waits for.",
				{ blocked_by: task.blocked_by },
			);
		}
		const freed = {
			...task,
			blocked_by: task.blocked_by.filter((key) => !input.on.includes(key)),
		};
		const status =
			task.status === "blocked" ? restingStatus(draft, freed) : task.status;
		draft.setTask({ ...freed, status });
		return {
			ok: true,
			summary: `no longer waits for ${input.on.slice(0, 3).join(", ")}`,
			data: {
				task: taskRow({ ...freed, status }),
				blocked_by: freed.blocked_by,
			},
		};
	},
});
