import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { staleFence } from "../core/lease.ts";
import { isStepId } from "../core/plan/ids.ts";
import { isTaskKey, type Task } from "../core/task.ts";
import type { Verb } from "./verb.ts";

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
	return fenceRefusal(task, command) ?? task;
}

/** The fence of a command about a step is the step's, and its rule looks at that. */
function fenceRefusal(task: Task, command: Command): Refusal | undefined {
	return command.step === undefined ? staleFence(task, command) : undefined;
}

/** The refusal of a step where none can be meant, or of none where one has to be, if so. */
export function misplacedStep(
	verb: Pick<Verb, "name" | "step" | "examples">,
	{ step }: Command,
): Refusal | undefined {
	if (step === undefined && verb.step === "needed")
		return refuse(
			"VALIDATION",
			`\`${verb.name}\`: no step was named.`,
			`Name the step of the plan, such as 1.1: \`${verb.examples[0] ?? verb.name}\`.`,
			{ field: "step" },
		);
	if (step === undefined) return undefined;
	if (verb.step === undefined)
		return refuse(
			"VALIDATION",
			`\`${verb.name}\` is about a task as a whole, not about a step of its plan.`,
			"Say it without the step.",
			{ field: "step" },
		);
	return isStepId(step)
		? undefined
		: refuse(
				"VALIDATION",
				"What was named as the step can be no step's id.",
				"A step is named by two numbers, such as 1.1.",
				{ field: "step" },
			);
}

/** The refusal for what a worker tells the board about its task, once the task has changed hands. */
export function outrun(draft: Draft, command: Command): Refusal | undefined {
	const task =
		command.task === undefined ? undefined : draft.task(command.task);
	return task === undefined ? undefined : fenceRefusal(task, command);
}
