import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { staleFence } from "../core/lease.ts";
import { isTaskKey, type Task } from "../core/task.ts";

/** The refusal of a command that names a task by what can be no task's name, if so. */
export function misnamed({ task }: Command): Refusal | undefined {
	return task === undefined || isTaskKey(task)
		? undefined
		: refuse(
				"VALIDATION",
				"What was named as the task can be no task's name.",
				"Use an issue number such as 42, or a slug: at most 63 lower-case letters, digits and dashes.",
				{ field: "task" },
			);
}

/** The task that a command is about, as whoever said it knows it; else the refusal. */
export function namedTask(draft: Draft, command: Command): Task | Refusal {
	if (command.task === undefined)
		return refuse(
			"VALIDATION",
			"No task was named.",
			"Say it on an issue, or name the task: `task=42`.",
		);
	const broken = draft.unreadable(command.task);
	if (broken !== undefined) {
		return refuse(
			"VALIDATION",
			`Task ${command.task} is quarantined: ${broken}.`,
			"Its documents on the branch have to be mended first; nothing is written to it until then.",
		);
	}
	const task = draft.task(command.task);
	if (task === undefined)
		return refuse(
			"NOT_FOUND",
			`There is no task ${command.task} on the board.`,
			"`/baton enroll` on its issue puts it there.",
			{ task: command.task },
		);
	const expected = command.input.version;
	if (typeof expected === "number" && expected !== task.version) {
		return refuse(
			"STALE",
			`Task ${task.key} is at version ${task.version}, not ${expected}.`,
			"Read it again and repeat what still makes sense.",
			{ version: task.version },
		);
	}
	return staleFence(task, command) ?? task;
}

/** The refusal for what a worker tells the board about its task, once the task has changed hands. */
export function outrun(draft: Draft, command: Command): Refusal | undefined {
	const task =
		command.task === undefined ? undefined : draft.task(command.task);
	return task === undefined ? undefined : staleFence(task, command);
}
