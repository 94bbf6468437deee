import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import { restingStatus, revived, settleDependents } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { line, version } from "./fields.ts";
import { takeUpRun } from "./plan/stop-run.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";
import { wipFull } from "./wip.ts";

export const reopen = taskVerb({
	name: "reopen",
	summary: "Takes a done or cancelled task up again.",
	input: z.strictObject({ reason: line(500).optional(), version }),
	role: "write",
	doors: SPOKEN,
	examples: ["/reopen"],
	errors: ["INVALID_TRANSITION", "FORBIDDEN", "WIP_EXCEEDED", "STALE"],
	words: ["reason"],
	run({ draft, command, config, input, task }) {
		if (task.status !== "done" && task.status !== "cancelled")
			return illegal(draft, task, "ready", "reopen");
		const refusal = anotherRound(task, command, config);
		if (refusal !== undefined) return refusal;
		const resting = revived(task, restingStatus(draft, task));
		const revivedTask = { ...resting, attempts: attemptsKept(task, command) };
		const full = wipFull(draft, revivedTask.status);
		if (full !== undefined) return full;
		const open =
			input.reason === undefined
				? revivedTask
				: { ...revivedTask, reason: input.reason };
		draft.setTask(open);
		takeUpRun(draft, task.key);
		settleDependents(draft, task.key);
		return {
			ok: true,
			summary: `by ${command.agent}, ${open.status}`,
			data: { task: taskRow(open) },
		};
	},
});

/** The refusal for taking up again a task whose attempts failed, by somebody who may not give it another round. */
export function anotherRound(
	task: Task,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	const isUsedUp = task.attempts >= config.attempts.max;
	if (!isUsedUp || roleCovers(command.role, "maintain")) return undefined;
	return refuse(
		"FORBIDDEN",
		`The attempts on task ${task.key} were used up.`,
		"A maintainer can give it another round.",
		{ needed: "maintain", attempts: task.attempts },
	);
}

/**
 * The failed attempts that a task has once it is taken up again. Only a maintainer forgets them: cancelling and reopening
 * would otherwise give a task any number of rounds.
 */
export function attemptsKept({ attempts }: Task, { role }: Command): number {
	return roleCovers(role, "maintain") ? 0 : attempts;
}
