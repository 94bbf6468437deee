import type { CommandSpec } from "../command-spec.ts";

export const login: CommandSpec = {
	summary:
		"Signs in to a server of Baton's with GitHub: shows a code, waits until it was entered, and keeps what the server gives for it in a file that is yours alone.",
	words: [],
	options: {
		"agent-as": {
			type: "string",
			value: "agent",
			about:
				"the worker that is spoken for at that server unless another is named",
		},
	},
	notes:
		"The file is baton/logins.json in XDG_CONFIG_HOME or ~/.config. What is kept is renewed while GitHub renews it, half a year at most. BATON_TOKEN stands above it.",
	async load() {
		const { runLogin } = await import("../login/run-login.ts");
		return (said, terminal) => runLogin(said, terminal);
	},
};
