import { z } from "zod";
import { NO_CODE } from "../core/gate.ts";
import { version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { taskVerb } from "./verb.ts";

export const exempt = taskVerb({
	name: "exempt",
	summary:
		"Says by the label no-code whether the task needs no checks before it is done.",
	input: z.strictObject({ on: z.boolean(), version }),
	role: "write",
	doors: ["app"],
	examples: [],
	errors: ["STALE"],
	words: [],
	run({ draft, input, task }) {
		const others = task.labels.filter((label) => label !== NO_CODE);
		const labelled = {
			...task,
			labels: input.on ? [...others, NO_CODE] : others,
		};
		if (task.labels.includes(NO_CODE) !== input.on) draft.setTask(labelled);
		return {
			ok: true,
			summary: input.on ? "needs no checks" : "needs its checks",
			data: { task: taskRow(labelled) },
		};
	},
});
