import type { AgentStats } from "../core/agent-record.ts";
import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { stepLeases } from "./plan/step-leases.ts";

/** Every agent that config, a record or a lease names, in name order, with the tasks it holds. */
export function knownAgents(
	board: BoardReader,
): ReadonlyMap<string, readonly Task[]> {
	const held = new Map<string, Task[]>();
	for (const key of board.leased()) {
		const task = board.task(key);
		if (task?.lease === undefined) continue;
		const tasks = held.get(task.lease.agent);
		if (tasks === undefined) held.set(task.lease.agent, [task]);
		else tasks.push(task);
	}
	for (const { key, lease } of stepLeases(board)) {
		const task = board.task(key);
		const tasks = held.get(lease.agent) ?? [];
		if (task !== undefined && !tasks.includes(task))
			held.set(lease.agent, [...tasks, task]);
	}
	const names = new Set([
		...Object.keys(board.board?.config.agents ?? {}),
		...board.agents(),
		...held.keys(),
	]);
	return new Map([...names].sort().map((name) => [name, held.get(name) ?? []]));
}

/**
 * What was measured of an agent, with what follows from it; undefined when there is nothing to read. Rates are shares of 1,
 * and null where nothing was counted yet.
 */
export function measured(
	board: BoardReader,
	agent: string,
): JsonObject | undefined {
	const stats = board.agent(agent)?.stats;
	if (stats === undefined) return undefined;
	const { tokens, handled_ms, handled, ...counts } = stats;
	return {
		...counts,
		first_pass_rate: firstPassRate(stats),
		mean_handle_ms: handled === 0 ? null : Math.round(handled_ms / handled),
		tokens: { ...tokens },
	};
}

/** The share of completions for which nobody asked for changes, to three places; null without any. */
export function firstPassRate({
	completions,
	first_pass,
}: Pick<AgentStats, "completions" | "first_pass">): number | null {
	return completions === 0
		? null
		: Math.round((first_pass / completions) * 1_000) / 1_000;
}
