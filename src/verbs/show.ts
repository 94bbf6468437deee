import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import { taskView } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const show = taskVerb({
	name: "show",
	summary:
		"Shows the task: its whole state, its baton and the moves that are legal now.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/show", "/show 41"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, task }) {
		return {
			ok: true,
			summary: "show",
			data: {
				task: taskView(draft, task),
				baton: draft.baton(task.key) as unknown as JsonObject,
			},
		};
	},
});
