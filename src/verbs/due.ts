import { z } from "zod";
import { version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

/** A field that can be taken back: null says so, and so does the word `none`. */
export function clearable<Value extends z.ZodType>(value: Value) {
	const none = z.literal("none").transform(() => null);
	return z.union([z.null(), none, value]);
}

export const date = z.iso.date({ error: "is not a date such as 2026-12-01" });

export const due = taskVerb({
	name: "due",
	summary: "Says by which day the task should be done; `none` takes it back.",
	input: z.strictObject({
		due: clearable(date).describe(
			"Date such as 2026-12-01, or none; overdue from the next midnight (UTC) on",
		),
		version,
	}),
	role: "write",
	doors: SPOKEN,
	examples: ["/due 2026-12-01", "/due none"],
	errors: ["VALIDATION", "STALE"],
	words: ["due"],
	run({ draft, input, task }) {
		const { due: _due, ...rest } = task;
		const dated = input.due === null ? rest : { ...rest, due: input.due };
		if (task.due !== (input.due ?? undefined)) draft.setTask(dated);
		return {
			ok: true,
			summary: input.due === null ? "by no day" : `by ${input.due}`,
			data: { task: taskRow(dated) },
		};
	},
});
