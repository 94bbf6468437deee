import type { CommandSpec } from "../command-spec.ts";

export const listTasks: CommandSpec = {
	summary: "Prints the keys of all tasks, one on a line.",
	words: [],
	options: {},
	load: async () => (await import("../asked-command.ts")).keysCommand,
};
