import type { CommandSpec } from "../command-spec.ts";

export const verify: CommandSpec = {
	summary:
		"Replays the board's branch and names the first commit that does not follow from its parent; goes on from where it was verified before.",
	words: [],
	options: {
		"from-start": { type: "boolean", about: "verifies every commit anew" },
	},
	load: async () =>
		(await import("../asked-command.ts")).askedCommand("verify"),
};
