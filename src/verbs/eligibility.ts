import { profileOf } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import { failedAttempt } from "../core/expiry.ts";
import { isOverdue } from "../core/lease.ts";
import { comparePlaces, placeOf, unblocksOf } from "../core/ready.ts";
import type { Task, TaskKey } from "../core/task.ts";

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

interface Ask {
	readonly command: Command;
	readonly config: BoardConfig;
	readonly filter: EligibilityFilter;
}

/**
 * The tasks that could be claimed now, best first: those assigned to the asker, then in the order they should be worked. The
 * order is total, so every replica chooses alike. Asking for the first few costs little on a large board.
 */
export function* eligible(draft: Draft, ask: Ask): Generator<Candidate> {
	const { agent } = ask.command;
	const abandoned = [...draft.leased()].flatMap(
		(key) => candidateOf(draft, key, ask) ?? [],
	);
	const isMine = ({ task }: Candidate) => task.assignee === agent;
	const assigned = [...draft.assigned(agent)].flatMap(
		(key) => candidateOf(draft, key, ask) ?? [],
	);
	const mine = [...assigned, ...abandoned.filter(isMine)];
	yield* mine.sort(compareCandidates);
	const others = abandoned
		.filter((candidate) => !isMine(candidate))
		.sort(compareCandidates);
	for (const key of draft.ready()) {
		const candidate = candidateOf(draft, key, ask);
		if (candidate === undefined || isMine(candidate)) continue;
		while (
			others[0] !== undefined &&
			compareCandidates(others[0], candidate) < 0
		)
			yield others.shift() as Candidate;
		yield candidate;
	}
	yield* others;
}

/** The task as a candidate, unless it is not free or not what is asked for. */
function candidateOf(
	draft: Draft,
	key: TaskKey,
	ask: Ask,
): Candidate | undefined {
	const { command, config, filter } = ask;
	const task = draft.task(key);
	if (task === undefined || !isFree(draft, task, ask)) return undefined;
	const offered = profileOf(config, command.agent).capabilities.filter(
		(capability) => filter.capabilities?.includes(capability) ?? true,
	);
	const fits =
		task.capabilities.every((capability) => offered.includes(capability)) &&
		(filter.assignee === undefined || task.assignee === filter.assignee) &&
		(filter.labels ?? []).every((label) => task.labels.includes(label));
	return fits
		? { task, explain: explain(draft, task, command.agent) }
		: undefined;
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
	return {
		assigned_to_asker: task.assignee === agent,
		priority: task.priority,
		unblocks: unblocksOf(draft, task.key),
		created_at: task.created_at,
	};
}

function compareCandidates(a: Candidate, b: Candidate): number {
	const place = ({ task, explain }: Candidate) =>
		placeOf(task, Number(explain.unblocks));
	return comparePlaces(place(a), place(b));
}
