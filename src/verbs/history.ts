import { z } from "zod";
import { type JsonObject, refuse } from "../core/errors.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

/** The most patches that one answer holds, and how many it holds unless told otherwise. */
const MAX_PATCHES = 200;
const DEFAULT_PATCHES = 50;

export const history = taskVerb({
	name: "history",
	summary:
		"Shows the newest patches of the baton from the log, oldest first, with the document as it was after each.",
	input: z.strictObject({
		limit: z
			.int()
			.min(1)
			.max(MAX_PATCHES)
			.default(DEFAULT_PATCHES)
			.describe("How many patches at most, counted from the newest"),
		before: z
			.string()
			.regex(/^[0-9a-f]{7,40}$/, "is not a commit: 7 to 40 hex digits")
			.optional()
			.describe(
				"Commit of the board's branch: only what came before it; `older` of an answer names the one to go on with",
			),
		facts: z.json().optional(),
	}),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: ["/baton history", "/baton history limit=5"],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: ["task"],
	reads: true,
	gathers: "history",
	run({ input }) {
		if (input.facts === null)
			return refuse(
				"NOT_FOUND",
				`The board's log has no commit ${input.before}.`,
				"`older` of an answer names the commit to go on with; `git log` on the board's branch lists them all.",
			);
		const { patches = [], older } = (input.facts ?? {}) as JsonObject;
		return {
			ok: true,
			summary: "history",
			data: {
				baton_history: patches,
				...(older === undefined ? {} : { older }),
			},
		};
	},
});
