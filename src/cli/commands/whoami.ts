import type { CommandSpec } from "../command-spec.ts";

export const whoami: CommandSpec = {
	summary: "Says who a server takes you for.",
	words: [],
	options: {
		"agent-as": {
			type: "string",
			value: "agent",
			about: "the worker that is spoken for (default: BATON_AGENT)",
		},
	},
	async load() {
		const { runWhoami } = await import("../login/run-whoami.ts");
		return (said, terminal) => runWhoami(said, terminal);
	},
};
