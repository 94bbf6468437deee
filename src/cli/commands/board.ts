import type { CommandSpec } from "../command-spec.ts";

export const board: CommandSpec = {
	summary: "Shows the board, live in a terminal.",
	words: [],
	options: {
		once: { type: "boolean", about: "prints it once" },
		watch: {
			type: "boolean",
			about: "shows it live (the default in a terminal)",
		},
	},
	notes: "Live, q or Ctrl-C leaves it; elsewhere it is printed once.",
	load: async () => (await import("../board/board-command.ts")).boardCommand,
};
