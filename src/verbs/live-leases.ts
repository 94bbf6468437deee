import { profileOf } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { isOverdue } from "../core/lease.ts";
import type { Lease } from "../core/task.ts";
import { stepLeases } from "./plan/step-leases.ts";

/** Whose leases are counted, and when. */
interface Holder {
	readonly agent: string;
	readonly now: Instant;
}

/**
 * The leases of the tasks and steps that an agent holds and that still keep others out; abandoned ones are only not cleared away
 * yet.
 */
export function liveLeases(
	draft: Draft,
	{ agent, now }: Holder,
	config: BoardConfig,
): readonly Lease[] {
	const tasks = [...(draft.leases(agent) === 0 ? [] : draft.leased())]
		.map((key) => draft.task(key)?.lease)
		.filter((lease) => lease?.agent === agent);
	const steps = [...stepLeases(draft)]
		.map(({ lease }) => lease)
		.filter((lease) => lease.agent === agent);
	return [...tasks, ...steps].filter(
		(lease) => lease !== undefined && !isOverdue(lease, config, now),
	) as readonly Lease[];
}

/** The refusal for an agent that holds as much as it may, if so. */
export function leasesFull(
	draft: Draft,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	const limit = profileOf(draft, command.agent).max_leases;
	const leases = liveLeases(draft, command, config).length;
	if (leases < limit) return undefined;
	return refuse(
		"QUOTA_EXCEEDED",
		`${command.agent} holds ${leases === 1 ? "1 task" : `${leases} tasks`}, as many as it may.`,
		"Finish, hand off or release one first.",
		{ limit, leases },
	);
}
