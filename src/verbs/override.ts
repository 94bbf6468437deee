import { z } from "zod";
import { countCompletion } from "../core/agent-stats.ts";
import { completed, endTask, withoutLease } from "../core/ending.ts";
import { isOpen } from "../core/status.ts";
import { runReport } from "../schema/run-report.ts";
import { childrenOpen } from "./done.ts";
import { line, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { endRun } from "./plan/finish-run.ts";
import { overridePending } from "./plan/override-pending.ts";
import { freeing, taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const override = taskVerb({
	name: "override",
	summary:
		"Ends the task as done although its gates are not green, or passes the pending gate of its plan; who and why is recorded.",
	input: z.strictObject({
		reason: line(500),
		run: runReport.optional(),
		version,
	}),
	role: "maintain",
	doors: SPOKEN,
	examples: ['/override "the check is down; tested by hand"'],
	errors: ["INVALID_TRANSITION", "VALIDATION", "STALE"],
	words: ["reason"],
	run({ draft, command, input, config, task }) {
		const pending = overridePending(draft, { task, command, config, input });
		if (pending !== undefined) return pending;
		if (!isOpen(task.status) || task.status === "dead_letter")
			return illegal(draft, task, "done", "override");
		const refusal = childrenOpen(draft, task);
		if (refusal !== undefined) return refusal;
		remark(draft, task.key, {
			body: `Gates overridden: ${input.reason}`,
			command,
		});
		endRun(draft, { task, command, input });
		const { head } = task;
		const checks = {
			...(head === undefined ? {} : { sha: head.sha }),
			results: [],
			overridden_by: command.actor,
			reason: input.reason,
		};
		const ended = {
			...completed(
				withoutLease(task),
				{ ...command.actor, agent: command.agent },
				command.now,
			),
			checks,
		};
		countCompletion(draft, task, command.now);
		const freed = endTask(draft, ended, "done");
		return {
			ok: true,
			summary: `by ${command.agent}${freeing(freed)}`,
			data: { task: taskRow({ ...ended, status: "done" }), freed },
		};
	},
});
