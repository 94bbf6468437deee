import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { countCompletion } from "../core/agent-stats.ts";
import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { completed, endTask, withoutLease } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { GateFacts } from "../core/gate.ts";
import { completePlan } from "../core/plan/run.ts";
import type { Task } from "../core/task.ts";
import { gateFacts } from "../schema/gate-facts.ts";
import { runReport } from "../schema/run-report.ts";
import { cancelTask } from "./cancel.ts";
import { childrenOpen } from "./done.ts";
import { provenTask } from "./done-gates.ts";
import { endRun } from "./plan/finish-run.ts";
import { freeing, taskRow } from "./task-view.ts";
import { taskVerb } from "./verb.ts";

export const close = taskVerb({
	name: "close",
	summary:
		"What closing the issue by hand comes to: done, where nothing has to be proven, or cancelled.",
	input: z.strictObject({
		reason: z.enum(["completed", "not_planned", "duplicate"]),
		run: runReport.optional(),
		facts: gateFacts.optional(),
	}),
	role: "none",
	doors: ["app"],
	examples: [],
	errors: ["INVALID_TRANSITION", "FORBIDDEN", "GATE_FAILED"],
	words: [],
	run({ draft, command, input, config, task }) {
		if (task.status === "done" || task.status === "cancelled")
			return {
				ok: true,
				summary: "already ended",
				data: { task: taskRow(task) },
			};
		const isCompleted =
			input.reason === "completed" &&
			roleCovers(command.role, "write") &&
			task.status !== "dead_letter";
		if (!isCompleted) {
			const reason = `closed by ${command.actor.login}`;
			const freed = cancelTask(draft, task, { reason, command, config });
			return {
				ok: true,
				summary: `cancelled by ${command.agent}${freeing(freed)}`,
				data: {
					task: taskRow({ ...withoutLease(task), status: "cancelled" }),
					freed,
				},
			};
		}
		const open =
			ownReview(task, command, input.facts) ??
			childrenOpen(draft, task) ??
			runOpen(draft, task, command);
		const proven =
			open ?? provenTask(task, command, { config, facts: input.facts });
		if (!proven.ok)
			return refuse(
				proven.code,
				proven.message,
				`${proven.hint} Closing an issue never passes a gate.`,
				proven.data,
			);
		const ended = completed(
			proven.task,
			{ ...command.actor, agent: command.agent },
			command.now,
		);
		endRun(draft, { task, command, input });
		countCompletion(draft, task, command.now);
		const freed = endTask(draft, ended, "done");
		return {
			ok: true,
			summary: `done by ${command.agent}${freeing(freed)}`,
			data: { task: taskRow({ ...ended, status: "done" }), freed },
		};
	},
});

/** The refusal of ending a task by hand whose plan is not through, if so. */
function runOpen(
	draft: Draft,
	task: Task,
	command: Command,
): Refusal | undefined {
	const plan = draft.plan(task.key);
	if (plan?.execution.status !== "running") return undefined;
	const run = completePlan(plan, command.now);
	return run.ok ? undefined : run;
}

/**
 * The refusal of accepting one's own work by closing its issue. Work that was merged is no longer judged here: whoever may
 * merge is for the repository to say, and the gates still have to hold.
 */
function ownReview(
	{ head, status, completed_by, key }: Task,
	{ actor }: Command,
	facts: GateFacts | undefined,
): Refusal | undefined {
	const isOwn =
		status === "review" &&
		completed_by?.id === actor.id &&
		(facts?.head ?? head)?.state !== "merged";
	return isOwn
		? refuse(
				"FORBIDDEN",
				`Task ${key} was completed by ${actor.login}, who cannot accept it by closing its issue.`,
				"Ask somebody else with write to approve.",
				{ completed_by: actor.login },
			)
		: undefined;
}
