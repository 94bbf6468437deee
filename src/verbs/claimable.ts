import { profileOf } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { isOverdue } from "../core/lease.ts";
import type { Task } from "../core/task.ts";
import { illegal } from "./transition.ts";
import { wipFull } from "./wip.ts";

/** Why a task without a lease cannot be claimed by this agent now, if so. */
export function whyNot(
	draft: Draft,
	task: Task,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	if (task.status !== "ready")
		return illegal(draft, task, "in_progress", "claim");
	if (task.not_before !== undefined && task.not_before > command.now) {
		return refuse(
			"CONFLICT_LOCKED",
			`Task ${task.key} waits until ${task.not_before} after ${task.attempts} failed attempts.`,
			"Work on another task, or try again after that time.",
			{
				until: task.not_before,
				attempts: task.attempts,
			},
		);
	}
	const profile = profileOf(draft, command.agent);
	const missing = task.capabilities.filter(
		(capability) => !profile.capabilities.includes(capability),
	);
	if (missing.length > 0) {
		return refuse(
			"FORBIDDEN",
			`Task ${task.key} needs ${missing.join(", ")}, which ${command.agent} does not offer.`,
			"Leave it to an agent with these capabilities; an agent states its own with `/register`, within what config allows it.",
			{
				missing,
			},
		);
	}
	const leases = liveLeases(draft, command, {
		config,
		limit: profile.max_leases,
	});
	if (leases >= profile.max_leases) {
		return refuse(
			"QUOTA_EXCEEDED",
			`${command.agent} holds ${leases === 1 ? "1 task" : `${leases} tasks`}, as many as it may.`,
			"Finish, hand off or release one first.",
			{ limit: profile.max_leases, leases },
		);
	}
	return wipFull(draft, "review") ?? wipFull(draft, "in_progress");
}

/** Leases of the command's agent that still keep others out; the abandoned ones are only not cleared away yet. */
function liveLeases(
	draft: Draft,
	command: Command,
	{ config, limit }: { config: BoardConfig; limit: number },
): number {
	const all = draft.leases(command.agent);
	if (all < limit) return all;
	return [...draft.leased()].filter((key) => {
		const lease = draft.task(key)?.lease;
		return (
			lease?.agent === command.agent && !isOverdue(lease, config, command.now)
		);
	}).length;
}
