import type { CommandSpec } from "../command-spec.ts";

export const learned: CommandSpec = {
	summary:
		"Shows what finished runs taught, and what the next plan does with it.",
	words: [],
	options: {},
	load: async () =>
		(await import("../board-view-command.ts")).boardView("learned"),
};
