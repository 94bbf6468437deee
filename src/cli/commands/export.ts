import type { CommandSpec } from "../command-spec.ts";

export const exportBoard: CommandSpec = {
	summary: "Prints the whole board as JSON.",
	words: [],
	options: {
		at: {
			type: "string",
			value: "commit or time",
			about:
				"a commit of the branch (7 to 40 hex digits), or a time such as 2026-11-20T19:30Z",
		},
	},
	load: async () =>
		(await import("../asked-command.ts")).askedCommand("export"),
};
