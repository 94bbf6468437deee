import { z } from "zod";
import { unparkParent } from "../core/ending.ts";
import { taskKey, version } from "./fields.ts";
import { freeing, taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const unparent = taskVerb({
	name: "unparent",
	summary:
		"Takes the task out from below its parent; of a named parent only if it is that one.",
	input: z.strictObject({ parent: taskKey.optional(), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/unparent"],
	errors: ["STALE"],
	words: ["parent"],
	run({ draft, input, task }) {
		const { parent, ...free } = task;
		const isMeant =
			parent !== undefined &&
			(input.parent === undefined || input.parent === parent);
		if (!isMeant)
			return {
				ok: true,
				summary: "not below it",
				data: { task: taskRow(task) },
			};
		draft.setTask(free);
		const freed = unparkParent(draft, parent);
		return {
			ok: true,
			summary: `no longer below ${parent}${freeing(freed)}`,
			data: { task: taskRow(free), freed },
		};
	},
});
