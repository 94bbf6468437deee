import type { OptionSpec } from "../command-spec.ts";

/** A step, and the role its worker was chosen for. */
export const ABOUT_A_STEP = {
	"step-id": {
		type: "string",
		value: "step",
		alias: "step",
		about: "the step, such as 1.1",
	},
	agent: {
		type: "string",
		value: "role",
		about: "the role the worker was chosen for",
	},
} as const satisfies Record<string, OptionSpec>;

/** A plan from elsewhere runs nothing that nobody here looked at. */
const COMMAND: OptionSpec = {
	type: "string",
	value: "command",
	about: "the command word for word, where it did not come from here",
};

/** What a step came to. */
export const RECORD_OPTIONS = {
	status: {
		type: "string",
		value: "status",
		offers: ["complete", "failed"],
		about: "complete or failed",
	},
	outcome: { type: "string", value: "text", about: "what was done" },
	files: {
		type: "string",
		value: "files",
		completes: "file",
		about: "what was changed, with commas between",
	},
	commit: {
		type: "string",
		value: "commit",
		about: "where it was committed; HEAD will do",
	},
	tokens: {
		type: "string",
		value: "in/out",
		about: "tokens used, such as 1200/300 or 1500",
	},
	cost: { type: "string", value: "dollars", about: "what they cost" },
	duration: {
		type: "string",
		value: "seconds",
		about: "how long it took",
	},
	error: { type: "string", value: "text", about: "why it failed" },
	run: {
		type: "boolean",
		about: "runs the step's own command and records what it came to",
	},
	command: COMMAND,
} as const satisfies Record<string, OptionSpec>;

/** What is said of a gate. */
export const GATE_OPTIONS = {
	"phase-id": {
		type: "string",
		value: "phase",
		alias: "phase",
		about: "the phase (default: the pending one)",
	},
	run: { type: "boolean", about: "runs the gate's command and takes its word" },
	command: COMMAND,
	"allow-dirty": {
		type: "boolean",
		about: "judges the files as they are, committed or not",
	},
	result: {
		type: "string",
		value: "result",
		offers: ["pass", "fail"],
		about: "pass or fail, on your word: recorded as unproven",
	},
	notes: { type: "string", value: "text", about: "what there is to add" },
} as const satisfies Record<string, OptionSpec>;
