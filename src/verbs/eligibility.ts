import { profileOf } from "../core/agent.ts";
import { compareKeys } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import { failedAttempt } from "../core/expiry.ts";
import { isOverdue } from "../core/lease.ts";
import { isOpen } from "../core/status.ts";
import { PRIORITIES, type Task } from "../core/task.ts";

/** What a worker looks for; an absent field does not filter. */
export interface EligibilityFilter {
	readonly assignee?: string | undefined;
	readonly capabilities?: readonly string[] | undefined;
	readonly labels?: readonly string[] | undefined;
}

/** A task that could be claimed now, with why it stands where it stands. */
export interface Candidate {
	readonly task: Task;
	readonly explain: JsonObject;
}

/**
 * The tasks that could be claimed now, best first: those assigned to the asker, then by priority, by how many they
 * unblock, by age, by key. The order is total, so every replica chooses alike.
 */
export function eligible(
	draft: Draft,
	ask: { command: Command; config: BoardConfig; filter: EligibilityFilter },
): readonly Candidate[] {
	const { command, config, filter } = ask;
	const offered = profileOf(config, command.agent).capabilities.filter(
		(capability) => filter.capabilities?.includes(capability) ?? true,
	);
	const candidates: Candidate[] = [];
	for (const key of draft.keys()) {
		const task = draft.task(key);
		if (task === undefined || !isFree(draft, task, ask)) continue;
		if (!task.capabilities.every((capability) => offered.includes(capability)))
			continue;
		if (filter.assignee !== undefined && task.assignee !== filter.assignee)
			continue;
		if (
			filter.labels !== undefined &&
			!filter.labels.every((label) => task.labels.includes(label))
		)
			continue;
		candidates.push({ task, explain: explain(draft, task, command.agent) });
	}
	return candidates.sort(compareCandidates);
}

/** Ready and past its backoff, or abandoned and so once its lease is ended. */
function isFree(
	draft: Draft,
	task: Task,
	{ config, command }: { config: BoardConfig; command: Command },
): boolean {
	const { lease } = task;
	const isAbandoned =
		lease !== undefined && isOverdue(lease, config, command.now);
	const then = isAbandoned
		? failedAttempt(draft, task, { at: lease.expires_at, reason: "", config })
		: task;
	return (
		then.status === "ready" &&
		(then.not_before === undefined || then.not_before <= command.now)
	);
}

function explain(draft: Draft, task: Task, agent: string): JsonObject {
	const unblocks = draft
		.dependents(task.key)
		.filter((key) => isOpen(draft.task(key)?.status ?? "done")).length;
	return {
		assigned_to_asker: task.assignee === agent,
		priority: task.priority,
		unblocks,
		created_at: task.created_at,
	};
}

function compareCandidates(a: Candidate, b: Candidate): number {
	return (
		Number(b.explain.assigned_to_asker) - Number(a.explain.assigned_to_asker) ||
		PRIORITIES.indexOf(a.task.priority) - PRIORITIES.indexOf(b.task.priority) ||
		Number(b.explain.unblocks) - Number(a.explain.unblocks) ||
		(a.task.created_at < b.task.created_at
			? -1
			: a.task.created_at > b.task.created_at
				? 1
				: 0) ||
		compareKeys(a.task.key, b.task.key)
	);
}
