import type { CommandSpec } from "../command-spec.ts";

export const listTasks: CommandSpec = {
	summary: "Prints the keys of all tasks, one on a line.",
	words: [],
	options: {},
	async load() {
		const [{ onPlace }, { listTasks }] = await Promise.all([
			import("../on-branch.ts"),
			import("../list-tasks.ts"),
		]);
		return onPlace(listTasks);
	},
};
