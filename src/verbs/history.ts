import { z } from "zod";
import { SPOKEN, taskVerb } from "./verb.ts";

export const history = taskVerb({
	name: "history",
	summary:
		"Shows every patch of the baton from the log, with the document as it was after each.",
	input: z.strictObject({ facts: z.json().optional() }),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton history"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	gathers: "history",
	run({ input }) {
		return {
			ok: true,
			summary: "history",
			data: { baton_history: input.facts ?? [] },
		};
	},
});
