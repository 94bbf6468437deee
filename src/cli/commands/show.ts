import type { CommandSpec } from "../command-spec.ts";

export const show: CommandSpec = {
	summary: "Prints a task, as it is or as it was, as JSON.",
	words: [{ name: "task", isNeeded: true, completes: "task" }],
	options: {
		at: {
			type: "string",
			value: "commit or time",
			about:
				"a commit of the branch (7 to 40 hex digits), or a time such as 2026-11-20T19:30Z",
		},
	},
	async load() {
		const [{ onBranch }, { printAnswer }] = await Promise.all([
			import("../on-branch.ts"),
			import("../print-answer.ts"),
		]);
		return onBranch(printAnswer("show"));
	},
};
