import { z } from "zod";
import { countCompletion } from "../core/agent-stats.ts";
import { endTask } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { gateFacts } from "../schema/gate-facts.ts";
import { childrenOpen } from "./done.ts";
import { provenTask } from "./done-gates.ts";
import { prose, version } from "./fields.ts";
import { followUpsOpen } from "./follow-ups.ts";
import { approveRun } from "./plan/approve-run.ts";
import { freeing, taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const approve = taskVerb({
	name: "approve",
	summary:
		"Accepts a task in review, or what a running plan waits with for a person's word; never one's own work.",
	input: z.strictObject({
		phase: z.int().positive().optional().describe("Phase of the plan"),
		result: z
			.string()
			.max(100)
			.optional()
			.describe("For a plan: `approve`, `feedback` or `reject`"),
		feedback: prose(4_096)
			.optional()
			.describe("For a plan: what is to be done before it goes on"),
		facts: gateFacts.optional(),
		version,
	}),
	role: "write",
	doors: SPOKEN,
	examples: ["/approve", '/approve 2 feedback="log the duration as well"'],
	errors: [
		"INVALID_TRANSITION",
		"FORBIDDEN",
		"VALIDATION",
		"GATE_FAILED",
		"NOT_FOUND",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: ["task"],
	run({ draft, command, config, input, task }) {
		if (task.status === "in_progress" && draft.plan(task.key) !== undefined)
			return approveRun(draft, { task, command, config, input });
		if (task.status !== "review")
			return illegal(draft, task, "done", "approve");
		if (task.completed_by?.id === command.actor.id) {
			return refuse(
				"FORBIDDEN",
				`Task ${task.key} was completed by ${command.actor.login}, who cannot approve it as well.`,
				"Ask somebody else with write to approve.",
				{
					completed_by: task.completed_by.login,
				},
			);
		}
		const open = childrenOpen(draft, task) ?? followUpsOpen(draft, task);
		if (open !== undefined) return open;
		const proven = provenTask(task, command, { config, facts: input.facts });
		if (!proven.ok) return proven;
		countCompletion(draft, task, command.now);
		const freed = endTask(draft, proven.task, "done");
		return {
			ok: true,
			summary: `by ${command.agent}${freeing(freed)}`,
			data: { task: taskRow({ ...task, status: "done" }), freed },
		};
	},
});
