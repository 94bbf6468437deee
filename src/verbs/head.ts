import { headFact } from "../schema/gate-facts.ts";
import { taskVerb } from "./verb.ts";

export const head = taskVerb({
	name: "head",
	summary:
		"Records which commit holds the task's work now, as found by a linked pull request or branch.",
	input: headFact,
	role: "app",
	doors: ["app"],
	examples: [],
	errors: [],
	words: [],
	run({ draft, input, task }) {
		draft.setTask({ ...task, head: input });
		return {
			ok: true,
			summary: `${input.sha.slice(0, 12)}, ${input.state}`,
			data: { head: { ...input } },
		};
	},
});
