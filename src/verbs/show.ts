import { z } from "zod";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { fromMs, type Instant } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import { partOf } from "./show-part.ts";
import { taskView } from "./task-view.ts";
import { type Outcome, SPOKEN, taskVerb } from "./verb.ts";

/** A place in the log: a commit by the start of its name, or the last one not made after a time. */
export type Point = { readonly commit: string } | { readonly at: Instant };

/** What the log tells of a task at a point. `as_of` is absent when it holds no such commit, `task` when it was not on the board. */
export interface PastTask {
	readonly as_of?: {
		readonly commit: string;
		readonly at: Instant;
		readonly subject: string;
	};
	readonly task?: JsonObject;
	readonly baton?: JsonObject;
	/** Why the documents of that time cannot be used, if so. */
	readonly unreadable?: string;
}

/** Reads a point as people write it: 7 to 40 hex digits, or `2026-11-20T19:30Z` with or without seconds. */
export function parsePoint(text: string): Point | undefined {
	const said = text.trim();
	if (/^[0-9a-f]{7,40}$/i.test(said)) return { commit: said.toLowerCase() };
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(said))
		return undefined;
	const ms = Date.parse(said);
	return Number.isNaN(ms) ? undefined : { at: fromMs(ms) };
}

export const show = taskVerb({
	name: "show",
	summary:
		"Shows the task: its whole state, its baton and the moves that are legal now; or how it was at a commit or time.",
	input: z.strictObject({
		at: z
			.string()
			.max(40)
			.refine(
				(text) => parsePoint(text) !== undefined,
				"is neither a commit (7 to 40 hex digits) nor a time such as 2026-11-20T19:30Z",
			)
			.optional()
			.describe(
				"Commit of the board's branch (7 to 40 hex digits), or time such as 2026-11-20T19:30Z",
			),
		part: z
			.enum(["brief", "notes", "follow_ups"])
			.optional()
			.describe(
				"Also shows the whole title and description, the notes (the newest first) or all follow-ups",
			),
		before: z
			.string()
			.regex(/^n[1-9][0-9]{0,5}$/, "is not a note: use an id such as n12")
			.optional()
			.describe("Shows the notes before that one"),
		facts: z.json().optional(),
	}),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: [
		"/show",
		"/show 41",
		"/show 41 at=2026-11-20T19:30Z",
		"/show 41 part=notes",
	],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, task, input }) {
		if (input.at !== undefined)
			return shownAsOf(task.key, input.at, (input.facts ?? {}) as PastTask);
		return {
			ok: true,
			summary: "show",
			data: {
				task: taskView(draft, task),
				baton: draft.baton(task.key) as unknown as JsonObject,
				...partOf(draft, task, input),
			},
		};
	},
});

function shownAsOf(
	key: TaskKey,
	at: string,
	{ as_of, task, baton, unreadable }: PastTask,
): Outcome | Refusal {
	if (as_of === undefined)
		return refuse(
			"NOT_FOUND",
			`The board's log has no commit ${at}, or none that old.`,
			"`git log` on the board's branch lists its commits; a time needs its date and a Z, such as 2026-11-20T19:30Z.",
		);
	const then = `commit ${as_of.commit.slice(0, 12)} of ${as_of.at}`;
	if (unreadable !== undefined)
		return refuse(
			"VALIDATION",
			`Task ${key} cannot be read as of ${then}: ${unreadable}.`,
			"Name a commit before or after it.",
		);
	if (task === undefined || baton === undefined)
		return refuse(
			"NOT_FOUND",
			`Task ${key} was not on the board as of ${then}.`,
			"Name a later commit or time.",
		);
	return { ok: true, summary: "show", data: { as_of, task, baton } };
}
