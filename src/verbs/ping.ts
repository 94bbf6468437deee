import { z } from "zod";
import { boardVerb, SPOKEN } from "./verb.ts";

const facts = z.object({
	version: z.string().max(60),
	head: z.string().nullable(),
	verified: z.object({ commit: z.string(), commits: z.number() }).nullable(),
	frozen: z.string().nullable(),
});

export const ping = boardVerb({
	name: "ping",
	summary:
		"Answers at once, with what is running, where the board's log ends and how far it was verified.",
	input: z.strictObject({ facts: facts.optional() }),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton ping"],
	errors: [],
	words: [],
	reads: true,
	gathers: "state",
	run({ draft, command, input }) {
		return {
			ok: true,
			summary: "ping",
			data: {
				board: draft.board?.name ?? null,
				agent: command.agent,
				role: command.role,
				now: command.now,
				...(input.facts ?? {}),
			},
		};
	},
});
