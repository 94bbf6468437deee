import { z } from "zod";
import { compareKeys } from "../../core/board.ts";
import type { Draft } from "../../core/draft.ts";
import type { JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import { progressLine, progressOf } from "../../core/plan/progress.ts";
import type { TaskKey } from "../../core/task.ts";
import { boardVerb, SPOKEN } from "../verb.ts";

/** An answer holds so many runs. */
const MAX_SHOWN = 200;

export const runs = boardVerb({
	name: "runs",
	summary: "Lists the tasks with a plan and how each run stands, newest first.",
	input: z.strictObject({
		limit: z.int().min(1).max(MAX_SHOWN).optional(),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/runs", "/runs limit=5"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	run({ draft, command, input }) {
		const found: JsonObject[] = [];
		for (const key of draft.keys()) {
			const row = runRow(draft, key, command.now);
			if (row !== undefined) found.push(row);
		}
		found.sort(newestFirst);
		const shown = found.slice(0, input.limit ?? 50);
		return {
			ok: true,
			summary: "runs",
			data: { runs: shown, count: found.length },
		};
	},
});

function runRow(
	draft: Draft,
	key: TaskKey,
	now: Instant,
): JsonObject | undefined {
	const task = draft.task(key);
	const plan = draft.plan(key);
	if (task === undefined || plan === undefined) return undefined;
	const progress = progressOf(plan, now);
	return {
		key,
		title: task.title,
		status: task.status,
		run: plan.execution.status,
		risk: plan.risk,
		steps: `${progress.steps.done}/${progress.steps.total}`,
		progress: progressLine(progress),
		created_at: task.created_at,
		...(plan.execution.started_at === undefined
			? {}
			: { started_at: plan.execution.started_at }),
		...(plan.execution.ended_at === undefined
			? {}
			: { ended_at: plan.execution.ended_at }),
	};
}

/** In one order on every replica, also where several came in the same moment. */
function newestFirst(a: JsonObject, b: JsonObject): number {
	const [left, right] = [String(a.created_at), String(b.created_at)];
	if (left !== right) return left < right ? 1 : -1;
	return compareKeys(String(a.key), String(b.key));
}
