import { z } from "zod";
import { boardVerb, SPOKEN } from "./verb.ts";

/** The engine knows the rules and makes the commit, of a kind of its own; here is only who may ask for it, and how. */
export const upgrade = boardVerb({
	name: "upgrade",
	summary:
		"Puts the board under the newest rules this version knows; older versions can then only read it.",
	input: z.strictObject({}),
	role: "maintain",
	doors: SPOKEN,
	examples: ["/baton upgrade"],
	errors: ["FORBIDDEN", "VALIDATION"],
	words: [],
	answers: true,
	run() {
		return { ok: true, summary: "upgrade", data: {} };
	},
});
