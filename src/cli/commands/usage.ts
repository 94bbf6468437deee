import type { CommandSpec } from "../command-spec.ts";

export const usage: CommandSpec = {
	summary: "Shows tokens by task, agent, role and model.",
	words: [],
	options: {},
	load: async () =>
		(await import("../board-view-command.ts")).boardView("usage"),
};
