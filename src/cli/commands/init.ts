import type { CommandSpec } from "../command-spec.ts";

export const init: CommandSpec = {
	summary:
		"Sets the repository up: .github/baton.yml, an issue form, a section of AGENTS.md, and the board.",
	words: [],
	options: {
		"dry-run": { type: "boolean", about: "lists what would be done" },
		force: { type: "boolean", about: "replaces files that are there already" },
		configure: {
			type: "boolean",
			about: "has a board that is there take in .github/baton.yml as it is now",
		},
	},
	notes:
		"Files that are there are kept. Of AGENTS.md nothing is touched but what stands between Baton's own marks.",
	load: async () => (await import("../init/init-command.ts")).initCommand,
};
