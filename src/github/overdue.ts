import type { Instant } from "../core/instant.ts";
import { isOverdue } from "../core/lease.ts";
import type { TaskKey } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";

/** The leases whose grace is over: their tasks, and the fence that tells the lease from a later one. */
export function overdueLeases(
	engine: Engine,
	now: Instant,
): Promise<readonly { readonly key: TaskKey; readonly fence: number }[]> {
	return engine.inspect((state) => {
		const config = state.board?.config;
		const found: { key: TaskKey; fence: number }[] = [];
		if (config === undefined) return found;
		for (const key of state.keys()) {
			const task = state.task(key);
			if (task?.lease !== undefined && isOverdue(task.lease, config, now))
				found.push({ key, fence: task.fence });
		}
		return found;
	});
}
