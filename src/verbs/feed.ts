import { z } from "zod";
import { type JsonObject, refuse } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { agentName, taskKey } from "./fields.ts";
import { parsePoint } from "./show.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** The most events that one answer holds, and how many it holds unless told otherwise. */
const MAX_EVENTS = 1_000;
const DEFAULT_EVENTS = 100;

/** A time as `show` takes it, as the log has it. */
const instant = z
	.string()
	.max(40)
	.refine(
		(text) => instantOf(text) !== undefined,
		"is not a time such as 2026-11-20T19:30Z",
	)
	.transform((text) => instantOf(text) ?? "");

function instantOf(text: string): Instant | undefined {
	const point = parsePoint(text);
	return point !== undefined && "at" in point ? point.at : undefined;
}

export const feed = boardVerb({
	name: "feed",
	summary:
		"Shows what happened on the board since a cursor, oldest first, or before a commit, newest first; else the cursor to begin with.",
	input: z.strictObject({
		cursor: z
			.string()
			.regex(/^[0-9a-f]{40}$/, "is not a cursor: a commit, 40 hex digits")
			.optional()
			.describe(
				"Commit of the board's branch: only what came after it; `cursor` of an answer is the one to go on with",
			),
		before: z
			.string()
			.regex(
				/^(head|[0-9a-f]{40})$/,
				"is neither head nor a commit of 40 hex digits",
			)
			.optional()
			.describe(
				"`head`, or a commit: what came before it, newest first; `older` of an answer is the one to go on with",
			),
		limit: z.int().min(1).max(MAX_EVENTS).default(DEFAULT_EVENTS),
		task: taskKey
			.optional()
			.describe("Only what was said about this task, or changed it"),
		agent: agentName
			.optional()
			.describe("Name of an agent; with `before`, or of an account"),
		kinds: z
			.array(z.string().max(30))
			.max(50)
			.optional()
			.describe(
				"Names of verbs; `foreign`, `recover` and `edit` for commits that are no command",
			),
		since: instant.optional().describe("With `before`: only from this time on"),
		until: instant.optional().describe("With `before`: only before this time"),
		facts: z.json().optional(),
	}),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: [
		"/baton feed",
		"/baton feed before=head limit=20 kinds=claim,done",
	],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: [],
	reads: true,
	gathers: "feed",
	run({ input }) {
		const { before, cursor: from } = input;
		const isTimed = input.since !== undefined || input.until !== undefined;
		if (before === undefined ? isTimed : from !== undefined)
			return refuse(
				"VALIDATION",
				before === undefined
					? "`since` and `until` are for what came `before` something."
					: "It cannot be what came after `cursor` and what came `before` something at once.",
				"Say `before=head` and no `cursor` for the newest first.",
			);
		if (input.facts === null)
			return refuse(
				"NOT_FOUND",
				`The board's log has no commit ${before ?? from}: its branch was written anew, or it is another board's.`,
				"Read the board as it is; `before=head`, or no cursor at all, begins with the present.",
				{ cursor: before ?? from },
			);
		const found = input.facts as JsonObject;
		const { events = [], more = false, cursor, older } = found;
		return {
			ok: true,
			summary: "feed",
			data: {
				...{ events, cursor, more },
				...(older === undefined ? {} : { older }),
			},
		};
	},
});
