import type { Actor } from "./actor.ts";
import type { Draft } from "./draft.ts";
import { openBlockers, openChildren } from "./graph.ts";
import type { Instant } from "./instant.ts";
import { isOpen, type Status } from "./status.ts";
import type { Task, TaskKey } from "./task.ts";

/**
 * Where a task goes when work on it stops unfinished: `blocked` while it is held, while a blocker is open and, parked, while a
 * child is; else `ready`.
 */
export function restingStatus(draft: Draft, task: Task): "ready" | "blocked" {
	const waits =
		task.held !== undefined ||
		openBlockers(draft, task).length > 0 ||
		(task.parked === true && openChildren(draft, task.key).length > 0);
	return waits ? "blocked" : "ready";
}

/** The task without its lease; the fence stays, the next claim raises it. */
export function withoutLease(task: Task): Task {
	const { lease: _dropped, ...rest } = task;
	return rest;
}

/** Writes the end of a task and frees what waited for it. Returns the keys of the tasks that became ready. */
export function endTask(
	draft: Draft,
	task: Task,
	status: "done" | "cancelled",
): readonly TaskKey[] {
	const { parked: _parked, ...rest } = withoutLease(task);
	draft.setTask({ ...rest, status });
	return [
		...unparkParent(draft, task.parent),
		...settleDependents(draft, task.key),
	];
}

/** Ends the parking of a parent whose last child has ended; a deliberate backlog, a hold and other blockers stay. */
export function unparkParent(
	draft: Draft,
	key: TaskKey | undefined,
): readonly TaskKey[] {
	const parent = key === undefined ? undefined : draft.task(key);
	if (parent?.parked === undefined) return [];
	if (openChildren(draft, parent.key).length > 0) return [];
	const { parked: _parked, ...rest } = parent;
	const isFreed =
		parent.status === "blocked" && restingStatus(draft, rest) === "ready";
	draft.setTask(isFreed ? { ...rest, status: "ready" } : rest);
	return isFreed ? [parent.key] : [];
}

/**
 * Brings the tasks that wait for `key` in line with its status, in the same commit: freed ones become ready, and those
 * that were ready wait again when it reopened. Held tasks, tasks in work and the backlog are left alone.
 */
export function settleDependents(
	draft: Draft,
	key: TaskKey,
): readonly TaskKey[] {
	const freed: TaskKey[] = [];
	const isNowOpen = isOpen(draft.task(key)?.status ?? "ready");
	for (const dependentKey of draft.dependents(key)) {
		const dependent = draft.task(dependentKey);
		if (dependent === undefined) continue;
		if (
			!isNowOpen &&
			dependent.status === "blocked" &&
			restingStatus(draft, dependent) === "ready"
		) {
			draft.setTask({ ...dependent, status: "ready" });
			freed.push(dependentKey);
		} else if (isNowOpen && dependent.status === "ready") {
			draft.setTask({ ...dependent, status: "blocked" });
		}
	}
	return freed;
}

/** Marks a task as completed by somebody, on the way to `done` or `review`. */
export function completed(
	task: Task,
	by: Actor & { readonly agent: string },
	now: Instant,
): Task {
	return { ...task, completed_at: now, completed_by: by };
}

/** A task taken out of an ended status: what marked its end is dropped. */
export function revived(task: Task, status: Status): Task {
	const {
		completed_at: _at,
		completed_by: _by,
		not_before: _wait,
		reason: _reason,
		parked: _parked,
		...rest
	} = task;
	return { ...rest, status };
}
