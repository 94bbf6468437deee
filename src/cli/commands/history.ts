import type { CommandSpec } from "../command-spec.ts";

export const history: CommandSpec = {
	summary: "Prints the newest patches of a task's baton, as JSON.",
	words: [{ name: "task", isNeeded: true, completes: "task" }],
	options: {
		limit: { type: "string", value: "number", about: "at most so many" },
		before: {
			type: "string",
			value: "commit",
			about: "goes on from where the answer before ended",
		},
	},
	load: async () =>
		(await import("../asked-command.ts")).askedCommand("history"),
};
