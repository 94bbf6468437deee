import type { CommandSpec } from "../command-spec.ts";

export const sync: CommandSpec = {
	summary:
		"Takes in what a remote's branch has, and decides the commands given here anew on top of it; lists those that are refused there, and sends nothing unless told to.",
	words: [],
	options: {
		remote: {
			type: "string",
			value: "remote",
			about: "the remote to bring the branch in line with (default: origin)",
		},
		push: { type: "boolean", about: "sends the result to it" },
	},
	load: async () => (await import("../asked-command.ts")).syncCommand,
};
