import { type Instant, later, toMs } from "./instant.ts";
import type { TaskKey } from "./task.ts";

/** A task came to stand in `blocked`, or left it, at that time. */
export interface BlockedTurn {
	readonly task: TaskKey;
	readonly at: Instant;
	readonly isBlocked: boolean;
}

/**
 * For each task that stood in `blocked` between two moments, how long it did so between them, in milliseconds. `turns` are all
 * of that time, oldest first; `blockedNow` are the tasks that stand there at its end.
 */
export function blockedTimes(
	turns: readonly BlockedTurn[],
	blockedNow: Iterable<TaskKey>,
	{ from, to }: { readonly from: Instant; readonly to: Instant },
): ReadonlyMap<TaskKey, number> {
	const times = new Map<TaskKey, number>();
	const since = new Map<TaskKey, Instant>();
	const seen = new Set<TaskKey>();
	const end = (task: TaskKey, start: Instant, at: Instant) => {
		if (at <= from) return;
		const ms = toMs(at) - toMs(later(start, from));
		times.set(task, (times.get(task) ?? 0) + ms);
	};
	for (const { task, at, isBlocked } of turns) {
		// Whoever leaves first of all was there from the start.
		const start = since.get(task) ?? (seen.has(task) ? undefined : from);
		seen.add(task);
		if (isBlocked) since.set(task, since.get(task) ?? at);
		else {
			since.delete(task);
			if (start !== undefined) end(task, start, at);
		}
	}
	for (const task of blockedNow) if (!seen.has(task)) since.set(task, from);
	for (const [task, start] of since) end(task, start, to);
	return times;
}
