import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Brief, Task } from "../core/task.ts";
import { taskRow } from "./task-view.ts";
import type { Outcome } from "./verb.ts";

/** Writes title and description. The goal follows a title it was made from; an edit that was proposed before is void. */
export function writeBrief(draft: Draft, task: Task, brief: Brief): void {
	const { key } = task;
	const baton = draft.baton(key);
	if (baton.goal === task.title && brief.title !== task.title)
		draft.setBaton(key, { ...baton, goal: brief.title });
	draft.setTask({ ...task, title: brief.title });
	draft.setBrief(key, brief);
	const { pending_edit: _void, ...context } = draft.context(key);
	draft.setContext(key, context);
}

/** Takes the edit that somebody below triage proposed, or drops it. */
export function settlePending(
	draft: Draft,
	task: Task,
	fate: "accept" | "dismiss",
): Outcome | Refusal {
	const { pending_edit, ...context } = draft.context(task.key);
	if (pending_edit === undefined)
		return refuse(
			"NOT_FOUND",
			`No edit of task ${task.key} is waiting.`,
			"`show` tells what the task says now.",
		);
	const { title, description: text, by } = pending_edit;
	if (fate === "accept") writeBrief(draft, task, { title, description: text });
	else draft.setContext(task.key, context);
	return {
		ok: true,
		summary:
			fate === "accept" ? "takes a proposed edit" : "drops a proposed edit",
		data: {
			task: taskRow(draft.task(task.key) ?? task),
			proposed_by: by,
		},
	};
}
