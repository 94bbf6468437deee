import { z } from "zod";
import { briefOf } from "./brief.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const context = taskVerb({
	name: "context",
	summary:
		"Composes the brief to work from: hand-off first, then description, baton, notes and neighbours.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/context"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, task }) {
		return { ok: true, summary: "context", data: briefOf(draft, task) };
	},
});
