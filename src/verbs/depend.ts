import { z } from "zod";
import { openBlockers } from "../core/graph.ts";
import { addEdges } from "./edges.ts";
import { taskKey, version } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const depend = taskVerb({
	name: "depend",
	summary:
		"Makes the task wait for another: it becomes ready when that one ends.",
	input: z.strictObject({ on: z.array(taskKey).min(1).max(50), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/depend #41", "/depend on=41,43"],
	errors: [
		"NOT_FOUND",
		"CYCLE_DETECTED",
		"INVALID_TRANSITION",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: (words) => (words.length === 0 ? {} : { on: [...words] }),
	run({ draft, input, task }) {
		if (task.status === "done" || task.status === "cancelled")
			return illegal(draft, task, "blocked", "depend");
		const edges = addEdges(draft, task, input.on);
		if (!edges.ok) return edges;
		const waits =
			edges.task.status === "ready" &&
			openBlockers(draft, edges.task).length > 0;
		const waiting = waits
			? { ...edges.task, status: "blocked" as const }
			: edges.task;
		draft.setTask(waiting);
		return {
			ok: true,
			summary: `waits for ${input.on.slice(0, 3).join(", ")}`,
			data: { task: taskRow(waiting), blocked_by: waiting.blocked_by },
		};
	},
});
