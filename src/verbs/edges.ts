import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { findCycle } from "../core/graph.ts";
import type { Task, TaskKey } from "../core/task.ts";

/** How many tasks one may wait for. */
const MAX_BLOCKERS = 50;

/** The task with more blockers; refused when one is missing, is there too often or would close a loop. Writes nothing. */
export function addEdges(
	draft: Draft,
	task: Task,
	blockers: readonly TaskKey[],
): { readonly ok: true; readonly task: Task } | Refusal {
	const missing = blockers.find(
		(key) => key !== task.key && draft.task(key) === undefined,
	);
	if (missing !== undefined)
		return refuse(
			"NOT_FOUND",
			`There is no task ${missing} on the board.`,
			"Enroll it first.",
		);
	if (blockers.includes(task.key))
		return refuse(
			"CYCLE_DETECTED",
			`Task ${task.key} cannot wait for itself.`,
			"Name another task.",
			{ cycle: [task.key, task.key] },
		);
	for (const blocker of blockers) {
		const cycle = findCycle(draft, task.key, blocker);
		if (cycle !== undefined) {
			return refuse(
				"CYCLE_DETECTED",
				`Task ${task.key} cannot wait for ${blocker}: ${cycle.join(" → ")}.`,
				"Remove another edge of the loop first, or leave this one out.",
				{ cycle },
			);
		}
	}
	const blocked_by = [...new Set([...task.blocked_by, ...blockers])];
	if (blocked_by.length > MAX_BLOCKERS) {
		return refuse(
			"QUOTA_EXCEEDED",
			`Task ${task.key} would wait for ${blocked_by.length} tasks; the limit is ${MAX_BLOCKERS}.`,
			"Group blockers under a task of their own.",
			{ limit: MAX_BLOCKERS },
		);
	}
	return { ok: true, task: { ...task, blocked_by } };
}
