import type { BoardReader } from "../../core/board.ts";
import { stepsOf } from "../../core/plan/plan.ts";
import type { Lease, TaskKey } from "../../core/task.ts";

/** A step that somebody has, or had until it was over. */
export interface StepLease {
	readonly key: TaskKey;
	readonly step: string;
	readonly fence: number;
	readonly lease: Lease;
	/** To whom its task is assigned. */
	readonly assignee?: string | undefined;
}

/** The leases on steps of the plans that run, ended or not, in the order of tasks and steps. */
export function* stepLeases(
	board: Pick<BoardReader, "running" | "task" | "plan">,
): Generator<StepLease> {
	for (const key of board.running()) {
		const plan = board.plan(key);
		const assignee = board.task(key)?.assignee;
		for (const { id, fence, lease } of plan === undefined ? [] : stepsOf(plan))
			if (lease !== undefined) yield { key, step: id, fence, lease, assignee };
	}
}
