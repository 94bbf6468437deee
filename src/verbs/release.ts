import { z } from "zod";
import { restingStatus, withoutLease } from "../core/ending.ts";
import { requireHolder } from "../core/lease.ts";
import { fence, line, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { freeStep } from "./plan/free-step.ts";
import { withSpent } from "./spent.ts";
import { spent } from "./spent-fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const release = taskVerb({
	name: "release",
	summary: "Gives the task back unfinished; costs no attempt.",
	input: z.strictObject({
		reason: line(500).optional(),
		...spent,
		fence,
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: [
		"/release",
		"/release step=1.2",
		'/release "needs a database I cannot reach"',
	],
	errors: [
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"NOT_FOUND",
		"VALIDATION",
		"STALE",
	],
	words: ["reason"],
	step: "optional",
	run({ draft, command, input, task, step }) {
		if (step !== undefined)
			return freeStep(draft, { task, step, command, input });
		const held = requireHolder(task, command);
		if (!("lease" in held)) return held;
		const status = restingStatus(draft, task);
		const rested = {
			...withoutLease(withSpent(draft, task, { command, input })),
			status,
		};
		draft.setTask(rested);
		if (input.reason !== undefined)
			remark(draft, task.key, { body: input.reason, command });
		return {
			ok: true,
			summary: `${command.agent} gave it back, ${status}`,
			data: { task: taskRow(rested) },
		};
	},
});
