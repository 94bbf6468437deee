import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { endTask, withoutLease } from "../core/ending.ts";
import { leaseDropped } from "../core/expiry.ts";
import { heldByOther } from "../core/lease.ts";
import { isOpen } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { line, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { stepsHeldByOther } from "./plan/steps-held.ts";
import { stopRun } from "./plan/stop-run.ts";
import { freeing, taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const cancel = taskVerb({
	name: "cancel",
	summary: "Ends the task without a result; what waited for it goes on.",
	input: z.strictObject({ reason: line(500).optional(), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/cancel", '/cancel "superseded by #57"'],
	errors: ["INVALID_TRANSITION", "STALE"],
	words: ["reason"],
	run({ draft, command, config, input, task }) {
		if (task.status === "done" || task.status === "cancelled")
			return illegal(draft, task, "cancelled", "cancel");
		const locked = roleCovers(command.role, "write")
			? undefined
			: (heldByOther(task, command, config) ??
				stepsHeldByOther(draft, task, { command, config }));
		if (locked !== undefined) return locked;
		const reason = input.reason ?? `cancelled by ${command.actor.login}`;
		const freed = cancelTask(draft, task, { reason, command, config });
		return {
			ok: true,
			summary: `by ${command.agent}${freeing(freed)}`,
			data: {
				task: taskRow({ ...withoutLease(task), status: "cancelled" }),
				freed,
			},
		};
	},
});

/**
 * Ends a task without a result, and leaves a note with what waited for it. A lease that had ended by then counts as the failed
 * attempt it was. Returns the keys of the tasks that became ready.
 */
export function cancelTask(
	draft: Draft,
	task: Task,
	{
		reason,
		command,
		config,
	}: {
		readonly reason: string;
		readonly command: Command;
		readonly config: BoardConfig;
	},
): readonly TaskKey[] {
	for (const key of draft.dependents(task.key)) {
		if (isOpen(draft.task(key)?.status ?? "done"))
			remark(draft, key, {
				body: `${task.key}, which this waited for, was cancelled.`,
				command,
			});
	}
	const { now } = command;
	stopRun(draft, task.key, { reason, now });
	const free = leaseDropped(draft, task, { now, config });
	return endTask(draft, { ...free, reason, completed_at: now }, "cancelled");
}
