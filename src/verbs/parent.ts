import { z } from "zod";
import type { Draft } from "../core/draft.ts";
import { unparkParent } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { findCycle } from "../core/graph.ts";
import { isOpen } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { taskKey, version } from "./fields.ts";
import { MAX_CHILDREN } from "./subtask.ts";
import { freeing, taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const parent = taskVerb({
	name: "parent",
	summary:
		"Puts the task below another, which cannot be done before it; a parent it had before goes on without it.",
	input: z.strictObject({ parent: taskKey, version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/parent #41"],
	errors: [
		"NOT_FOUND",
		"CYCLE_DETECTED",
		"INVALID_TRANSITION",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: ["parent"],
	run({ draft, input, task }) {
		const { parent: former, ...free } = task;
		const above = { task: taskRow({ ...free, parent: input.parent }) };
		if (former === input.parent)
			return { ok: true, summary: `below ${former} already`, data: above };
		draft.setTask(free);
		const refusal = mayBeBelow(draft, free, input.parent);
		if (refusal !== undefined) return refusal;
		draft.setTask({ ...free, parent: input.parent });
		const freed = unparkParent(draft, former);
		return {
			ok: true,
			summary: `below ${input.parent}${freeing(freed)}`,
			data: { ...above, freed },
		};
	},
});

/** The refusal when a task without a parent cannot come below another. */
function mayBeBelow(
	draft: Draft,
	task: Task,
	key: TaskKey,
): Refusal | undefined {
	const above = key === task.key ? task : draft.task(key);
	if (above === undefined)
		return refuse(
			"NOT_FOUND",
			`There is no task ${key} on the board.`,
			"Enroll it first.",
		);
	const cycle = findCycle(draft, key, task.key);
	if (cycle !== undefined)
		return refuse(
			"CYCLE_DETECTED",
			`Task ${task.key} cannot be below ${key}: ${cycle.join(" → ")}.`,
			"Remove another edge of the loop first, or name another parent.",
			{ cycle },
		);
	if (!isOpen(above.status))
		return refuse(
			"INVALID_TRANSITION",
			`Task ${key} is ${above.status}; it cannot have new subtasks.`,
			`\`/reopen\` on ${key} takes it up again; or name another parent.`,
			{ status: above.status },
		);
	const children = draft.children(key).length;
	return children < MAX_CHILDREN
		? undefined
		: refuse(
				"QUOTA_EXCEEDED",
				`Task ${key} has ${children} subtasks, as many as it may.`,
				"Group them below subtasks of their own.",
				{ limit: MAX_CHILDREN },
			);
}
