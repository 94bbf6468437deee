import type { CommandSpec } from "../command-spec.ts";

export const work: CommandSpec = {
	summary:
		"Works the board: takes task after task and runs a command for each, with the lease kept alive beside it.",
	words: [
		{ name: "command", isNeeded: true, isRest: true, isBehindDashes: true },
	],
	options: {
		assignee: {
			type: "string",
			value: "agent",
			about: "only tasks assigned to it",
		},
		"until-empty": {
			type: "boolean",
			about: "ends once nothing is left that could be done",
		},
		parallel: {
			type: "string",
			value: "number",
			about: "so many commands side by side (default: 1)",
		},
		lease: {
			type: "string",
			value: "time",
			about: "how long a lease is asked for (default: the board's)",
		},
		capabilities: {
			type: "string",
			value: "names",
			about: "only tasks that need nothing else, with commas between",
		},
		labels: {
			type: "string",
			value: "names",
			about: "only tasks with all of these, with commas between",
		},
		"agent-as": {
			type: "string",
			value: "agent",
			about:
				"who works (default: BATON_AGENT, then the agent named after git's user)",
		},
	},
	notes:
		"The command stands behind `--` and is run by no shell. What to do is in the file that BATON_CONTEXT_FILE names; BATON_TASK_ID, BATON_STEP_ID, BATON_TASK_TITLE, BATON_AGENT, BATON_FENCE and BATON_LEASE_ID tell what is held. Exit code 0: done, 75: may be tried again, 65: blocked, any other: failed here. The last line of BATON_RESULT_FILE, or JSON in it, says what came of it. Ctrl-C once: no more tasks; twice: what runs is ended and given back.",
	load: async () => (await import("../worker/work-command.ts")).workCommand,
};
