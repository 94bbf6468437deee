import type { CommandSpec } from "../command-spec.ts";
import { TASK_OPTIONS } from "../every-option.ts";

export const trace: CommandSpec = {
	summary: "Shows everything that happened in a run, oldest first.",
	words: [{ name: "task", isNeeded: false, completes: "task" }],
	options: TASK_OPTIONS,
	load: async () =>
		(await import("../run-report-command.ts")).runReport("trace"),
};
