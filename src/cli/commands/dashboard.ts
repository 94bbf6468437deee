import type { CommandSpec } from "../command-spec.ts";

export const dashboard: CommandSpec = {
	summary:
		"Shows how all runs went: throughput, cycle time, gates, retries, agents, tokens.",
	words: [],
	options: {},
	load: async () =>
		(await import("../board-view-command.ts")).boardView("dashboard"),
};
