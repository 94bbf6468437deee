import type { Command } from "./command.ts";
import { saidAt } from "./command.ts";
import type { BoardConfig } from "./config.ts";
import { durationMs } from "./duration.ts";
import { type Refusal, refuse } from "./errors.ts";
import { addMs, type Instant, later, toMs } from "./instant.ts";
import type { Lease, Task } from "./task.ts";

/** A task together with the lease that was checked: having one is the proof that the holder speaks. */
export interface HeldTask {
	readonly task: Task;
	readonly lease: Lease;
}

/** True when the lease is the command's: same account and same agent. */
export function isHolder(lease: Lease | undefined, command: Command): boolean {
	return (
		lease !== undefined &&
		lease.actor.id === command.actor.id &&
		lease.agent === command.agent
	);
}

/** True for a lease that was not renewed but granted, or went to another worker. */
export function isNewLease(
	old: Lease | undefined,
	now: Lease | undefined,
): boolean {
	return (
		now !== undefined &&
		(now.acquired_at !== old?.acquired_at ||
			now.agent !== old.agent ||
			now.actor.id !== old.actor.id)
	);
}

/** True from the moment the holder's writes no longer count. */
export function hasEnded(lease: Lease, now: Instant): boolean {
	return now >= lease.expires_at;
}

/** True once the grace is over as well: from here on anyone may take the task. */
export function isOverdue(
	lease: Lease,
	config: BoardConfig,
	now: Instant,
): boolean {
	return toMs(now) >= toMs(lease.expires_at) + durationMs(config.lease.grace);
}

/** The refusal everyone but the holder gets while a lease, or its grace, lasts. */
export function lockedBy(task: Task, lease: Lease): Refusal {
	return refuse(
		"CONFLICT_LOCKED",
		`Task ${task.key} is held by ${lease.agent} (${lease.actor.login}) until ${lease.expires_at}.`,
		"Work on another task (`/next` lists them), or try again after that time.",
		{
			holder: lease.agent,
			actor: lease.actor.login,
			until: lease.expires_at,
			fence: task.fence,
		},
	);
}

/** The refusal for a command that names another fence than the task's: it has changed hands since. */
export function staleFence(task: Task, command: Command): Refusal | undefined {
	const fence = command.input.fence;
	return typeof fence === "number" && fence !== task.fence
		? endedRefusal(task, `its fence was ${fence}, the task is at ${task.fence}`)
		: undefined;
}

/** The lease, when the command comes from its holder and it has not ended; else the refusal. */
export function requireHolder(
	task: Task,
	command: Command,
	when: Instant = command.now,
): HeldTask | Refusal {
	const { lease } = task;
	if (lease === undefined) return endedRefusal(task, "nobody holds the task");
	if (!isHolder(lease, command)) return lockedBy(task, lease);
	if (hasEnded(lease, when))
		return endedRefusal(task, `it ended at ${lease.expires_at}`);
	return { task, lease };
}

function endedRefusal(task: Task, why: string): Refusal {
	return refuse(
		"LEASE_EXPIRED",
		`The lease on task ${task.key} is no longer valid: ${why}.`,
		task.lease === undefined
			? "Claim the task first."
			: "Claim the task again before writing to it.",
		{
			fence: task.fence,
			...(task.lease === undefined ? {} : { until: task.lease.expires_at }),
		},
	);
}

/** The refusal for work on a task by the holder of a lease that has ended, if so: from then on it may be another's. */
export function endedOwn(task: Task, command: Command): Refusal | undefined {
	const { lease } = task;
	const isEnded =
		lease !== undefined &&
		isHolder(lease, command) &&
		hasEnded(lease, command.now);
	return isEnded
		? endedRefusal(task, `it ended at ${lease.expires_at}`)
		: undefined;
}

/** The refusal for a write on a task that somebody else holds, if so. */
export function heldByOther(
	task: Task,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	const { lease } = task;
	if (
		lease === undefined ||
		isHolder(lease, command) ||
		isOverdue(lease, config, command.now)
	)
		return undefined;
	return lockedBy(task, lease);
}

/**
 * The holder's task with its lease renewed by the default time, counted from when the command was said so that a late or
 * repeated one never lengthens it further; anyone else's unchanged.
 */
export function renewed(
	task: Task,
	command: Command,
	config: BoardConfig,
): Task {
	const { lease } = task;
	if (
		lease === undefined ||
		!isHolder(lease, command) ||
		hasEnded(lease, command.now)
	)
		return task;
	const expires_at = later(
		lease.expires_at,
		addMs(saidAt(command), durationMs(config.lease.default)),
	);
	return { ...task, lease: { ...lease, expires_at } };
}
