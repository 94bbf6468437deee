import { z } from "zod";
import { type JsonObject, refuse } from "../core/errors.ts";
import { agentName, taskKey } from "./fields.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** The most events that one answer holds, and how many it holds unless told otherwise. */
const MAX_EVENTS = 1_000;
const DEFAULT_EVENTS = 100;

export const feed = boardVerb({
	name: "feed",
	summary:
		"Shows what happened on the board since a cursor, oldest first; without one, the cursor to begin with.",
	input: z.strictObject({
		cursor: z
			.string()
			.regex(/^[0-9a-f]{40}$/, "is not a cursor: a commit, 40 hex digits")
			.optional()
			.describe(
				"Commit of the board's branch: only what came after it; `cursor` of an answer is the one to go on with",
			),
		limit: z.int().min(1).max(MAX_EVENTS).default(DEFAULT_EVENTS),
		task: taskKey
			.optional()
			.describe("Only what was said about this task, or changed it"),
		agent: agentName.optional(),
		kinds: z
			.array(z.string().max(30))
			.max(50)
			.optional()
			.describe(
				"Names of verbs; `foreign`, `recover` and `edit` for commits that are no command",
			),
		facts: z.json().optional(),
	}),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: ["/baton feed", "/baton feed limit=20 kinds=claim,done"],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: [],
	reads: true,
	gathers: "feed",
	run({ input }) {
		if (input.facts === null)
			return refuse(
				"NOT_FOUND",
				`The board's log has no commit ${input.cursor}: its branch was written anew, or it is another board's.`,
				"Read the board as it is, and leave out the cursor to begin with the present one.",
			);
		const { events = [], more = false, cursor } = input.facts as JsonObject;
		return { ok: true, summary: "feed", data: { events, cursor, more } };
	},
});
