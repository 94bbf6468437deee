import type { Instant } from "../core/instant.ts";
import { isOverdue } from "../core/lease.ts";
import type { TaskKey } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import { stepLeases } from "../verbs/plan/step-leases.ts";

/** A lease whose grace is over: what it is on, and the fence that tells it from a later one. */
export interface OverdueLease {
	readonly key: TaskKey;
	readonly step?: string;
	readonly fence: number;
}

/** The leases whose grace is over, on tasks and on steps. */
export function overdueLeases(
	engine: Engine,
	now: Instant,
): Promise<readonly OverdueLease[]> {
	return engine.inspect((state) => {
		const config = state.board?.config;
		const found: OverdueLease[] = [];
		if (config === undefined) return found;
		for (const key of state.leased()) {
			const task = state.task(key);
			if (task?.lease !== undefined && isOverdue(task.lease, config, now))
				found.push({ key, fence: task.fence });
		}
		for (const { key, step, fence, lease } of stepLeases(state))
			if (isOverdue(lease, config, now)) found.push({ key, step, fence });
		return found;
	});
}
