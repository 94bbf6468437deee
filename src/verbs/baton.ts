import { z } from "zod";
import { renderBaton } from "../core/baton-markdown.ts";
import type { JsonObject } from "../core/errors.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const baton = taskVerb({
	name: "baton",
	summary: "Shows the baton, the hand-off document of the task.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton show", "/baton"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, task }) {
		const document = draft.baton(task.key);
		return {
			ok: true,
			summary: "baton",
			data: {
				baton: document as unknown as JsonObject,
				markdown: renderBaton(document),
			},
		};
	},
});
