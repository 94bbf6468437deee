import type { Command } from "../../core/command.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Draft } from "../../core/draft.ts";
import type { Refusal } from "../../core/errors.ts";
import { isOverdue } from "../../core/lease.ts";
import { isStepHolder, stepLockedBy } from "../../core/plan/lease.ts";
import { stepsOf } from "../../core/plan/plan.ts";
import type { Task } from "../../core/task.ts";

/** The refusal for a word on a whole task of whose plan somebody else holds a step, if so. */
export function stepsHeldByOther(
	draft: Draft,
	{ key }: Task,
	{ command, config }: { command: Command; config: BoardConfig },
): Refusal | undefined {
	const plan = draft.plan(key);
	for (const step of plan === undefined ? [] : stepsOf(plan)) {
		const { lease } = step;
		const isOthers =
			lease !== undefined &&
			!isStepHolder(lease, command) &&
			!isOverdue(lease, config, command.now);
		if (isOthers) return stepLockedBy(step, lease);
	}
	return undefined;
}
