import type { CommandSpec } from "../command-spec.ts";

export const dashboard: CommandSpec = {
	summary:
		"Shows how all runs went: throughput, cycle time, gates, retries, agents, tokens.",
	words: [],
	options: {
		web: {
			type: "boolean",
			about:
				"the board as a live page in the browser instead (BROWSER names another one); for this repository it is served until Ctrl-C",
		},
		"agent-as": {
			type: "string",
			value: "agent",
			about: "who speaks on the page (default: BATON_AGENT, then git's user)",
		},
	},
	load: async () => (await import("../dashboard-command.ts")).dashboardCommand,
};
