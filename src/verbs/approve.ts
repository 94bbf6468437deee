import { z } from "zod";
import { countCompletion } from "../core/agent-stats.ts";
import { endTask } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { gateFacts } from "../schema/gate-facts.ts";
import { childrenOpen } from "./done.ts";
import { provenTask } from "./done-gates.ts";
import { version } from "./fields.ts";
import { followUpsOpen } from "./follow-ups.ts";
import { freeing, taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const approve = taskVerb({
	name: "approve",
	summary: "Accepts a task in review; never one's own work.",
	input: z.strictObject({ facts: gateFacts.optional(), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/approve"],
	errors: [
		"INVALID_TRANSITION",
		"FORBIDDEN",
		"VALIDATION",
		"GATE_FAILED",
		"STALE",
	],
	words: ["task"],
	run({ draft, command, config, input, task }) {
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
