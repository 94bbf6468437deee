import type { Draft } from "../../core/draft.ts";
import type { Instant } from "../../core/instant.ts";
import { cancelPlan, reopenPlan } from "../../core/plan/run.ts";
import type { TaskKey } from "../../core/task.ts";

/** Ends the run of a task that ends unfinished; what its workers still say is refused. */
export function stopRun(
	draft: Draft,
	key: TaskKey,
	{ reason, now }: { readonly reason: string; readonly now: Instant },
): void {
	const plan = draft.plan(key);
	if (plan === undefined) return;
	const made = cancelPlan(plan, { reason, now });
	if (made.ok) draft.setPlan(key, made.plan);
}

/** Takes up the run of a task that is taken up again, where it stood; `start` goes on with it. */
export function takeUpRun(draft: Draft, key: TaskKey): void {
	const plan = draft.plan(key);
	if (plan !== undefined) draft.setPlan(key, reopenPlan(plan).plan);
}
