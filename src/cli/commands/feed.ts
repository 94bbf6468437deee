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
	},
	load: async () => (await import("../asked-command.ts")).askedCommand("feed"),
};
