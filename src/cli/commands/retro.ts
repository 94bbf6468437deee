import type { CommandSpec } from "../command-spec.ts";
import { TASK_OPTIONS } from "../every-option.ts";

export const retro: CommandSpec = {
	summary:
		"Looks back at a run: what took longest, was tried again, failed and was decided.",
	words: [{ name: "task", isNeeded: false, completes: "task" }],
	options: TASK_OPTIONS,
	load: async () =>
		(await import("../run-report-command.ts")).runReport("retro"),
};
