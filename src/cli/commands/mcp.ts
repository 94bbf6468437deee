import type { CommandSpec } from "../command-spec.ts";
import { SPEAKER_OPTIONS } from "../every-option.ts";

const { "idempotency-key": _key, ...speaker } = SPEAKER_OPTIONS;

export const mcp: CommandSpec = {
	summary:
		"Speaks MCP over standard input and output, about the board of this repository or of one on a server.",
	words: [],
	options: {
		tools: {
			type: "string",
			value: "sets",
			about:
				"the tools to list: worker (default), planner, execute, admin, all; with commas between them",
		},
		...speaker,
	},
	notes:
		'An MCP client starts it by itself: { "command": "baton", "args": ["mcp"], "env": { "BATON_AGENT": "backend-1" } }.',
	load: async () => (await import("../mcp-command.ts")).mcpCommand,
};
