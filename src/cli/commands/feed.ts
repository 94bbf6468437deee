import type { CommandSpec } from "../command-spec.ts";

export const feed: CommandSpec = {
	summary:
		"Prints what happened since a cursor, or before a commit, as JSON; else the cursor to begin with.",
	words: [],
	options: {
		cursor: {
			type: "string",
			value: "commit",
			about: "what the answer before ended with",
		},
		before: {
			type: "string",
			value: "commit",
			about: "head, or the `older` of the answer before: newest first",
		},
		limit: { type: "string", value: "number", about: "at most so many" },
		task: {
			type: "string",
			value: "task",
			about: "only what changed this task",
		},
		agent: {
			type: "string",
			value: "agent",
			about: "only what this agent said; with --before the account as well",
		},
		kinds: {
			type: "string",
			value: "verbs",
			about:
				"only these, with commas between them; `foreign`, `recover` and `edit` as well",
		},
		since: {
			type: "string",
			value: "time",
			about: "with --before: only from this time on, as 2026-11-20T19:30:00Z",
		},
		until: {
			type: "string",
			value: "time",
			about: "with --before: only before this time",
		},
	},
	load: async () => (await import("../asked-command.ts")).askedCommand("feed"),
};
