import { z } from "zod";
import type { Tool, ToolArgument } from "../tool.ts";
import {
	batonPatch,
	choice,
	count,
	flag,
	needed,
	spent,
	text,
	texts,
} from "../tool-arguments.ts";

const task = { named: "taskId" } as const;
const ACTION = { next: "object" } as const;
const plan: ToolArgument = {
	schema: z
		.record(z.string(), z.unknown())
		.optional()
		.describe(
			"a whole plan, or options for the rules: agents, risk, complexity",
		),
};

/** A plan and its run, step by step. */
export const runningPlans: readonly Tool[] = [
	{
		name: "create_plan",
		verb: "plan",
		about: "Gives a task a plan: the one handed in, else one made by rules.",
		sets: ["planner", "execute"],
		task,
		arguments: { plan },
		gives: {},
	},
	{
		name: "start_plan",
		verb: "start",
		about: "Starts a task's plan: from then on its steps are what is claimed.",
		sets: ["planner", "execute"],
		task,
		arguments: { plan },
		gives: { task: "object" },
	},
	{
		name: "next_action",
		verb: "action",
		about:
			"What a running plan needs next: steps to hand out, a gate, an approval.",
		sets: ["execute"],
		task,
		arguments: { all: flag("every step that may go out now") },
		gives: {},
	},
	{
		name: "record_step",
		verb: "record",
		about: "Hands in the result of a step that one holds, with what proves it.",
		sets: ["worker", "execute"],
		task,
		arguments: {
			status: needed(choice(["complete", "failed"])),
			outcome: text(),
			files: texts(),
			commit: text(),
			duration: { schema: z.number().optional().describe("seconds") },
			error: text(),
			baton_patch: batonPatch,
			...spent,
		},
		gives: { step: "object", ...ACTION },
		isIdempotent: true,
	},
	{
		name: "record_gate",
		verb: "gate",
		about: "Settles the pending gate of a plan.",
		sets: ["execute"],
		task,
		arguments: {
			phase: count(),
			result: choice(["pass", "fail"], "where the board takes a word for it"),
			reason: text(),
		},
		gives: ACTION,
	},
	{
		name: "amend_plan",
		verb: "amend",
		about: "Changes a plan, running or not; what is finished stays.",
		sets: ["execute"],
		task,
		arguments: {
			description: needed(text("why")),
			addPhase: texts("each Name:role"),
			afterPhase: count(),
			addStep: texts("each phase:role:what to do"),
			changes: {
				schema: z.array(z.record(z.string(), z.unknown())).optional(),
			},
		},
		gives: ACTION,
	},
	{
		name: "retry_step",
		verb: "retry",
		about: "Makes a step (taskId 42/1.1) pending again.",
		sets: ["execute"],
		task,
		arguments: {},
		gives: ACTION,
	},
	{
		name: "skip_step",
		verb: "skip",
		about: "Leaves a step (taskId 42/1.1) out, for a reason that is kept.",
		sets: ["execute"],
		task,
		arguments: { reason: needed(text()) },
		gives: ACTION,
	},
	{
		name: "get_status",
		verb: "status",
		about: "How the run of a plan stands: phases, steps, gates, what is next.",
		sets: ["execute"],
		task,
		arguments: {},
		gives: { progress: "object" },
	},
	{
		name: "list_runs",
		verb: "runs",
		about: "The tasks with a plan and how each run stands.",
		sets: ["execute", "admin"],
		arguments: { limit: count() },
		gives: { runs: "array" },
	},
	{
		name: "get_trace",
		verb: "trace",
		about: "Everything that happened in a run.",
		sets: ["execute"],
		task,
		arguments: {},
		gives: { trace: "object" },
	},
	{
		name: "get_retrospective",
		verb: "retro",
		about: "Looks back at a run: what took longest, failed and was decided.",
		sets: ["execute"],
		task,
		arguments: {},
		gives: { retrospective: "object" },
	},
];
