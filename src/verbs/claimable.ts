import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { lacking } from "./lacking.ts";
import { leasesFull } from "./live-leases.ts";
import { planFirst } from "./plan/plan-first.ts";
import { illegal } from "./transition.ts";
import { wipFull } from "./wip.ts";

/** Why a task without a lease cannot be claimed by this agent now, if so. */
export function whyNot(
	draft: Draft,
	task: Task,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	const planned = planFirst(draft, task);
	if (planned !== undefined) return planned;
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
	return (
		lacking(draft, task, command) ??
		leasesFull(draft, command, config) ??
		wipFull(draft, "review") ??
		wipFull(draft, "in_progress")
	);
}
