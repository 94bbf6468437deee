import { z } from "zod";
import { boardVerb, SPOKEN } from "./verb.ts";

export const verify = boardVerb({
	name: "verify",
	summary:
		"Replays the branch, from where it was verified before, and names the first commit that does not follow from its parent.",
	input: z.strictObject({ facts: z.json().optional() }),
	role: "maintain",
	doors: [...SPOKEN, "cli"],
	examples: ["/verify"],
	errors: [],
	words: [],
	reads: true,
	gathers: "verification",
	run({ input }) {
		return {
			ok: true,
			summary: "verify",
			data: { verification: input.facts ?? null },
		};
	},
});
