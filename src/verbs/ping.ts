import { z } from "zod";
import { boardVerb, SPOKEN } from "./verb.ts";

export const ping = boardVerb({
	name: "ping",
	summary: "Answers at once, with what is running.",
	input: z.strictObject({
		facts: z.strictObject({ version: z.string().max(60) }).optional(),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton ping"],
	errors: [],
	words: [],
	reads: true,
	run({ draft, command, input }) {
		return {
			ok: true,
			summary: "ping",
			data: {
				board: draft.board?.name ?? null,
				agent: command.agent,
				role: command.role,
				now: command.now,
				...(input.facts === undefined ? {} : { version: input.facts.version }),
			},
		};
	},
});
