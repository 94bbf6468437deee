import type { CommandSpec } from "../command-spec.ts";

export const show: CommandSpec = {
	summary: "Prints a task, as it is or as it was, as JSON.",
	words: [{ name: "task", isNeeded: true, completes: "task" }],
	options: {
		part: {
			type: "string",
			value: "part",
			offers: ["brief", "notes", "follow_ups"],
			about: "also the whole brief, the notes or all follow-ups",
		},
		before: {
			type: "string",
			value: "note",
			about: "the notes before that one, such as n12",
		},
		at: {
			type: "string",
			value: "commit or time",
			about:
				"a commit of the branch (7 to 40 hex digits), or a time such as 2026-11-20T19:30Z",
		},
	},
	load: async () => (await import("../asked-command.ts")).askedCommand("show"),
};
