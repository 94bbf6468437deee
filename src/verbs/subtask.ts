import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { restingStatus } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { leaseDropped } from "../core/expiry.ts";
import { NO_CODE } from "../core/gate.ts";
import { endedOwn, heldByOther } from "../core/lease.ts";
import { isOpen } from "../core/status.ts";
import { isTaskKey, type Task, type TaskKey } from "../core/task.ts";
import { description } from "./enroll.ts";
import { fence, line, taskKey, version } from "./fields.ts";
import { putOnBoard } from "./new-task.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";

/** How many subtasks one task may have, ended ones included. */
export const MAX_CHILDREN = 200;

const input = z.strictObject({
	title: line(256),
	description: description.default(""),
	park: z
		.boolean()
		.default(false)
		.describe("Lets the parent wait until its last subtask has ended"),
	key: taskKey
		.optional()
		.describe("Key of the new task; default: the parent's, numbered on"),
	issue: z.int().positive().optional(),
	fence,
	version,
});

export const subtask = taskVerb({
	name: "subtask",
	summary:
		"Adds a task below this one, which cannot be done before it; parked, it waits until its last subtask has ended.",
	input,
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/subtask "Write the migration"',
		'/subtask "Write the migration" park',
	],
	errors: [
		"VALIDATION",
		"INVALID_TRANSITION",
		"CONFLICT_LOCKED",
		"LEASE_EXPIRED",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: (words) => {
		const isParked = words.length > 1 && words.at(-1) === "park";
		const title = (isParked ? words.slice(0, -1) : words).join(" ");
		return {
			...(title === "" ? {} : { title }),
			...(isParked ? { park: "true" } : {}),
		};
	},
	run(run) {
		const { draft, command, config, input, task } = run;
		const refusal = mayHaveChild(run);
		if (refusal !== undefined) return refusal;
		const free = input.park
			? leaseDropped(draft, task, { now: command.now, config })
			: task;
		if (free.status === "dead_letter" && input.park)
			return illegal(draft, free, "blocked", "subtask");
		const key = input.key ?? freeKey(draft, task);
		if (!isTaskKey(key) || draft.task(key) !== undefined)
			return refuse(
				"VALIDATION",
				isTaskKey(key)
					? `Task ${key} is on the board already.`
					: `A key made from that of ${task.key} would be too long.`,
				"Name another one with `key=`.",
				{ field: "key" },
			);
		const child = {
			key,
			title: input.title,
			description: input.description,
			parent: task.key,
			priority: task.priority,
			// Whether a task needs no checks is said for that one task.
			labels: task.labels.filter((label) => label !== NO_CODE),
			...(input.issue === undefined ? {} : { issue: input.issue }),
		};
		const added = putOnBoard(draft, child, { command, config });
		if (!added.ok) return added;
		const parent = input.park ? parked(draft, free) : task;
		draft.setTask(parent);
		return {
			ok: true,
			summary: `${key} below it${input.park ? ", parked" : ""}`,
			data: { task: taskRow(added.task), parent: taskRow(parent) },
		};
	},
});

function mayHaveChild({
	draft,
	command,
	config,
	input: { park },
	task,
}: TaskRun<z.output<typeof input>>): Refusal | undefined {
	if (!isOpen(task.status) || (park && !canWait(task))) {
		const what = isOpen(task.status)
			? "wait for subtasks now"
			: "have new subtasks";
		return refuse(
			"INVALID_TRANSITION",
			`Task ${task.key} is ${task.status}; it cannot ${what}.`,
			isOpen(task.status)
				? "Leave out `park`, or bring it back into the queue first."
				: "`/reopen` takes it up again; or add the task to another one.",
			{ status: task.status },
		);
	}
	const locked = park ? parkingDenied(task, command, config) : undefined;
	if (locked !== undefined) return locked;
	const children = draft.children(task.key).length;
	return children < MAX_CHILDREN
		? undefined
		: refuse(
				"QUOTA_EXCEEDED",
				`Task ${task.key} has ${children} subtasks, as many as it may.`,
				"Group them below subtasks of their own.",
				{ limit: MAX_CHILDREN },
			);
}

/** Parking takes the lease away. */
function parkingDenied(
	task: Task,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	const locked = roleCovers(command.role, "write")
		? undefined
		: heldByOther(task, command, config);
	return endedOwn(task, command) ?? locked;
}

function canWait({ status }: Task): boolean {
	return status !== "review" && status !== "dead_letter";
}

/** `t42-1` below 42, `t42-1-2` below that: counted on from the children there are, the same on every machine. */
function freeKey(draft: Draft, { key }: Task): TaskKey {
	const stem = /^[0-9]/.test(key) ? `t${key}` : key;
	const first = draft.children(key).length + 1;
	for (let number = first; number < first + MAX_CHILDREN; number++)
		if (!isTaken(draft, `${stem}-${number}`)) return `${stem}-${number}`;
	return `${stem}-${first}`;
}

function isTaken(draft: Draft, key: TaskKey): boolean {
	return draft.task(key) !== undefined || draft.unreadable(key) !== undefined;
}

/** What stands in the backlog stays there; everything else that is parked is blocked. */
function parked(draft: Draft, task: Task): Task {
	const waiting = { ...task, parked: true as const };
	return task.status === "backlog"
		? waiting
		: { ...waiting, status: restingStatus(draft, waiting) };
}
