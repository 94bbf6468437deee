import type { OptionSpecs } from "./command-spec.ts";

/** What every command takes. */
export const EVERY_OPTION: OptionSpecs = {
	repo: {
		type: "string",
		value: "repository",
		about:
			"the directory of a git repository, bare or not (default: here); with a server the repository there, as owner/name (default: BATON_REPO)",
		completes: "directory",
	},
	url: {
		type: "string",
		value: "server",
		about:
			"a server of Baton's to say it to, instead of the repository at hand (default: BATON_URL)",
	},
	branch: {
		type: "string",
		value: "branch",
		about: "the board's branch (default: baton/board)",
	},
	json: { type: "boolean", about: "the answer as JSON" },
	output: {
		type: "string",
		value: "form",
		about: "json means --json",
		values: ["text", "json"],
	},
	help: { type: "boolean", short: "h", about: "explains the command" },
};

/** For commands about one task. */
export const TASK_OPTIONS: OptionSpecs = {
	"task-id": {
		type: "string",
		value: "task",
		about: "the task (default: BATON_TASK_ID, then the current task)",
		completes: "task",
	},
};

/** For commands that write to the board. */
export const SPEAKER_OPTIONS: OptionSpecs = {
	"agent-as": {
		type: "string",
		value: "agent",
		about:
			"who speaks (default: BATON_AGENT, then the agent named after git's user)",
	},
	"idempotency-key": {
		type: "string",
		value: "key",
		about: "said again with the same key it takes effect once",
	},
};

const ANYWHERE: OptionSpecs = {
	...EVERY_OPTION,
	...TASK_OPTIONS,
	...SPEAKER_OPTIONS,
};

/** Options with a value that may stand before the command's name. */
export const LEADING: readonly string[] = Object.entries(ANYWHERE)
	.filter(([, { type }]) => type === "string")
	.map(([name]) => name);
