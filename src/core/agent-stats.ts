import {
	type AgentRecord,
	addStats,
	newAgentRecord,
	type StatsGain,
} from "./agent-record.ts";
import type { Draft } from "./draft.ts";
import { type Instant, toMs } from "./instant.ts";
import type { Lease, Task } from "./task.ts";

/** How many agents a board keeps records of. */
export const MAX_AGENTS = 1_000;

/**
 * Adds to what was measured of an agent: the only way in which statistics are written. A record that cannot be read is left
 * alone, and beyond `MAX_AGENTS` no new one is begun: counting never stands in the way of work.
 */
export function countFor(draft: Draft, agent: string, gain: StatsGain): void {
	if (draft.damage(`agents/${agent}`) !== undefined) return;
	const record = recordFor(draft, agent);
	if (record === undefined) return;
	draft.setAgent({ ...record, stats: addStats(record.stats, gain) });
}

/** The agent's record, or one to begin with; undefined when the board keeps as many as it may. */
export function recordFor(
	draft: Draft,
	agent: string,
): AgentRecord | undefined {
	const record = draft.agent(agent);
	if (record !== undefined) return record;
	return [...draft.agents()].length < MAX_AGENTS
		? newAgentRecord(agent)
		: undefined;
}

/** Counts a lease that led to the end of its work, whether that is accepted at once or looked at first. */
export function countHandled(draft: Draft, lease: Lease, now: Instant): void {
	countFor(draft, lease.agent, {
		handled: 1,
		handled_ms: toMs(now) - toMs(lease.acquired_at),
	});
}

/**
 * Counts the end of a task as done for the agent whose work it was: its holder, or who brought it to review; nobody where
 * nobody worked. `before` is the task as it was until then.
 */
export function countCompletion(
	draft: Draft,
	before: Task,
	now: Instant,
): void {
	const { lease, status, started_at, completed_by } = before;
	// What was moved to review without a claim was brought there by somebody who never held it.
	const isSubmitted = status === "review" && started_at !== undefined;
	const agent = lease?.agent ?? (isSubmitted ? completed_by?.agent : undefined);
	if (agent === undefined) return;
	if (lease !== undefined) countHandled(draft, lease, now);
	const isFirstPass = draft.context(before.key).follow_ups.length === 0;
	countFor(draft, agent, { completions: 1, first_pass: Number(isFirstPass) });
}
