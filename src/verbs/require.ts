import { z } from "zod";
import { refuse } from "../core/errors.ts";
import { capability, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

/** As many as an issue can be enrolled with. */
const MAX_CAPABILITIES = 20;

export const require = taskVerb({
	name: "require",
	summary:
		"Names what an agent has to be capable of to claim the task; `on=false` takes it back.",
	input: z.strictObject({
		capability,
		on: z.boolean().default(true),
		version,
	}),
	role: "write",
	doors: SPOKEN,
	examples: ["/require python", "/require python on=false"],
	errors: ["VALIDATION", "QUOTA_EXCEEDED", "STALE"],
	words: ["capability"],
	run({ draft, input, task }) {
		const others = task.capabilities.filter((one) => one !== input.capability);
		if (input.on && others.length >= MAX_CAPABILITIES)
			return refuse(
				"QUOTA_EXCEEDED",
				`Task ${task.key} needs ${others.length} capabilities already.`,
				"Take one back with `on=false` first.",
				{ limit: MAX_CAPABILITIES },
			);
		const required = {
			...task,
			capabilities: input.on ? [...others, input.capability] : others,
		};
		if (task.capabilities.includes(input.capability) !== input.on)
			draft.setTask(required);
		return {
			ok: true,
			summary: input.on ? "one capability more" : "one capability less",
			data: {
				task: taskRow(required),
				capabilities: required.capabilities,
			},
		};
	},
});
