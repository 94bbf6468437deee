import type { CommandSpec, GroupSpec, OptionSpec } from "../command-spec.ts";
import { SPEAKER_OPTIONS, TASK_OPTIONS } from "../every-option.ts";
import type { ExecuteName } from "../execute-command.ts";
import { ABOUT_A_STEP, GATE_OPTIONS, RECORD_OPTIONS } from "./step-options.ts";

/** A command of a run; those that only look are said by nobody in particular. */
function command(
	name: ExecuteName,
	spec: Pick<CommandSpec, "summary"> &
		Partial<Pick<CommandSpec, "options" | "words" | "notes">>,
): CommandSpec {
	const isQuestion = ["next", "status", "resume", "list"].includes(name);
	return {
		words: [],
		...spec,
		options: {
			...spec.options,
			...(["list", "switch"].includes(name) ? {} : TASK_OPTIONS),
			...(isQuestion || name === "switch" ? {} : SPEAKER_OPTIONS),
		},
		load: async () =>
			(await import("../plan-by-place.ts")).executeByPlace(name),
	};
}

const reason: OptionSpec = { type: "string", value: "text", about: "why" };

/** Everything about a run, in the order in which it is met. */
export const execute: GroupSpec = {
	summary: "Runs a plan: a loop of next, dispatched, record and gate.",
	commands: {
		start: command("start", {
			summary:
				"Starts a task's plan, or goes on with it, and prints the first action.",
			notes:
				"Without --task-id and BATON_TASK_ID it starts the newest plan that was not started. The task becomes the current\none where there is no other.",
		}),
		next: command("next", {
			summary: "Prints what to do next; changes nothing.",
			options: {
				all: {
					type: "boolean",
					about: "every step that can be handed out now",
				},
				terse: { type: "boolean", about: "one line for each step, no prompt" },
			},
		}),
		dispatched: command("dispatched", {
			summary: "Takes a step under a lease, before its worker begins.",
			options: {
				...ABOUT_A_STEP,
				for: {
					type: "string",
					value: "duration",
					about:
						"how long the lease lasts, such as 30m (default: the step's timeout, then 2h)",
				},
			},
		}),
		record: command("record", {
			summary: "Records what a step came to.",
			options: { ...ABOUT_A_STEP, ...RECORD_OPTIONS },
		}),
		gate: command("gate", {
			summary: "Settles the pending gate, by running its command or by word.",
			options: GATE_OPTIONS,
		}),
		approve: command("approve", {
			summary: "Says yes or no to the pending approval.",
			options: {
				"phase-id": {
					type: "string",
					value: "phase",
					alias: "phase",
					about: "the phase (default: the pending one)",
				},
				result: {
					type: "string",
					value: "result",
					offers: ["approve", "feedback", "reject"],
					about: "default: approve",
				},
				feedback: {
					type: "string",
					value: "text",
					about: "what to mend; it becomes a phase",
				},
			},
		}),
		amend: command("amend", {
			summary: "Changes the plan, running or not.",
			options: {
				description: {
					type: "string",
					value: "text",
					about: "why it is changed",
				},
				"add-phase": {
					type: "string",
					value: "Name:role",
					multiple: true,
					about: "a phase to add; may be repeated",
				},
				"after-phase": {
					type: "string",
					value: "phase",
					about: "where the phases go (default: behind the current one)",
				},
				"add-step": {
					type: "string",
					value: "phase:role:task",
					multiple: true,
					about: "a step to add; may be repeated",
				},
			},
		}),
		retry: command("retry", {
			summary: "Makes a step pending again; its history is kept.",
			options: { "step-id": ABOUT_A_STEP["step-id"] },
		}),
		skip: command("skip", {
			summary: "Leaves a step out, for a reason.",
			options: { "step-id": ABOUT_A_STEP["step-id"], reason },
		}),
		"force-release": command("force-release", {
			summary: "Takes a step away from a worker that is gone, for a reason.",
			options: { "step-id": ABOUT_A_STEP["step-id"], reason },
		}),
		complete: command("complete", {
			summary: "Ends a run whose action is COMPLETE.",
			options: {
				deliverable: {
					type: "string",
					value: "text",
					about: "what came of it",
				},
			},
		}),
		status: command("status", { summary: "Shows how a run stands." }),
		resume: command("resume", {
			summary: "Prints the action again, after any interruption.",
		}),
		list: command("list", {
			summary: "Lists all runs, the newest first.",
			options: {
				limit: { type: "string", value: "number", about: "at most so many" },
			},
		}),
		switch: command("switch", {
			summary: "Makes a task the current one of this work tree.",
			words: [{ name: "task", isNeeded: true, completes: "task" }],
		}),
		cancel: command("cancel", {
			summary: "Ends a run unfinished; what was done is kept.",
			options: { reason },
		}),
		reopen: command("reopen", {
			summary: "Takes a cancelled or finished task up again.",
			options: { reason },
		}),
	},
};
