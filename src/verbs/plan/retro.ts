import { z } from "zod";
import type { JsonObject } from "../../core/errors.ts";
import { retrospectiveOf } from "../../core/plan/retrospective.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { planOf } from "./planned.ts";

export const retro = taskVerb({
	name: "retro",
	summary:
		"Looks back at the run of the task's plan: what took longest, was tried again, failed and was decided.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/retro"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, command, task }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const kept = draft.retrospective(task.key);
		const retrospective = retrospectiveOf(planned.plan, {
			task: task.key,
			decisions: draft.baton(task.key).decision_log ?? [],
			now: command.now,
		});
		return {
			ok: true,
			summary: "retro",
			data: {
				retrospective: retrospective as unknown as JsonObject,
				...(kept === undefined ? {} : { markdown: kept }),
			},
		};
	},
});
