import type { Draft } from "../../core/draft.ts";
import { type JsonObject, type Refusal, refuse } from "../../core/errors.ts";
import { countLoss } from "../../core/expiry.ts";
import type { Changed } from "../../core/plan/lookup.ts";
import { type Plan, stepsOf } from "../../core/plan/plan.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import type { Outcome } from "../verb.ts";

/** The plan of a task, or the refusal for a task that has none. */
export function planOf(
	draft: Draft,
	{ key }: Task,
): { readonly ok: true; readonly plan: Plan } | Refusal {
	const plan = draft.plan(key);
	if (plan !== undefined) return { ok: true, plan };
	return refuse(
		"NOT_FOUND",
		`Task ${key} has no plan.`,
		"`/plan` makes one; without a plan the task itself is claimed.",
		{ task: key },
	);
}

/** Writes what a rule made of a plan and answers; what changed nothing is answered alike and not written. */
export function settled(
	draft: Draft,
	task: Task,
	{
		made,
		summary,
		data,
	}: {
		readonly made: Changed;
		readonly summary: string;
		readonly data: JsonObject;
	},
): Outcome {
	if (made.changed) {
		countLosses(draft, task.key, made.plan);
		draft.setPlan(task.key, made.plan);
	}
	return { ok: true, summary, data };
}

/** Counts the leases that ended before their work did, whoever noticed it. */
function countLosses(draft: Draft, key: TaskKey, plan: Plan): void {
	const before = new Map(
		stepsOf(draft.plan(key) ?? plan).map((step) => [
			step.id,
			step.attempts.length,
		]),
	);
	for (const { id, attempts } of stepsOf(plan))
		for (const attempt of attempts.slice(before.get(id) ?? 0))
			if (attempt.result === "expired") countLoss(draft, attempt);
}
