import type { JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { progressOf } from "../../core/plan/progress.ts";
import type { Task } from "../../core/task.ts";
import { taskRow } from "../task-view.ts";

/** A task with the whole of its plan, and how far that is. */
export function planView(task: Task, plan: Plan, now: Instant): JsonObject {
	return {
		task: taskRow(task),
		plan: plan as unknown as JsonObject,
		progress: progressOf(plan, now) as unknown as JsonObject,
	};
}
