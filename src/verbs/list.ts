import { z } from "zod";
import { compareKeys } from "../core/board.ts";
import { STATUSES } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import { agentName } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

export const list = boardVerb({
	name: "list",
	summary: "Lists tasks, by status, assignee or label.",
	input: z.strictObject({
		status: z.array(z.enum(STATUSES)).optional(),
		assignee: agentName.optional(),
		label: z.string().max(50).optional(),
		limit: z.int().min(1).max(200).default(50),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton list", "/baton list status=ready,in_progress"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	run({ draft, input }) {
		const found: Task[] = [];
		for (const key of draft.keys()) {
			const task = draft.task(key);
			if (task === undefined) continue;
			if (input.status !== undefined && !input.status.includes(task.status))
				continue;
			if (input.assignee !== undefined && task.assignee !== input.assignee)
				continue;
			if (input.label !== undefined && !task.labels.includes(input.label))
				continue;
			found.push(task);
		}
		found.sort((a, b) => compareKeys(a.key, b.key));
		const counts = Object.fromEntries(
			STATUSES.map((status) => [status, draft.count(status)]),
		);
		return {
			ok: true,
			summary: "list",
			data: {
				tasks: found
					.slice(0, input.limit)
					.map((task) => ({ ...taskRow(task), version: task.version })),
				count: found.length,
				counts,
			},
		};
	},
});
