import { seedBaton } from "../core/baton.ts";
import type { Command } from "../core/command.ts";
import { saidAt } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { restingStatus } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { findCycle } from "../core/graph.ts";
import type { Task, TaskKey } from "../core/task.ts";

/** What is told of a task when it is put on the board; what is left out is empty. */
export interface NewTask extends Partial<Task> {
	readonly key: TaskKey;
	readonly title: string;
	readonly description: string;
	readonly goal?: string | undefined;
	readonly acceptance?: readonly string[] | undefined;
}

/** Puts a task on the board with its brief and the beginning of its baton; refused when there is no room or an edge is wrong. */
export function putOnBoard(
	draft: Draft,
	told: NewTask,
	{ command, config }: { command: Command; config: BoardConfig },
): { readonly ok: true; readonly task: Task } | Refusal {
	const full = boardFull(draft, config);
	if (full !== undefined) return full;
	const { title, description, goal, acceptance, ...rest } = told;
	const task: Task = {
		...EMPTY_TASK,
		...rest,
		title,
		created_at: saidAt(command),
		updated_at: command.now,
	};
	const refusal = checkEdges(draft, task);
	if (refusal !== undefined) return refusal;
	const status =
		config.intake === "backlog" ? "backlog" : restingStatus(draft, task);
	draft.setTask({ ...task, status });
	draft.setBrief(task.key, { title, description });
	draft.setBaton(task.key, {
		...seedBaton(goal ?? title),
		...(acceptance === undefined ? {} : { acceptance }),
	});
	return { ok: true, task: { ...task, status, version: 1 } };
}

const EMPTY_TASK: Omit<Task, "key" | "title" | "created_at" | "updated_at"> = {
	format: 1,
	status: "backlog",
	priority: "normal",
	version: 0,
	labels: [],
	capabilities: [],
	blocked_by: [],
	attempts: 0,
	fence: 0,
	artifacts: [],
	inbox: { below: { comment: 0, event: 0 }, seen: [] },
};

function boardFull(draft: Draft, config: BoardConfig): Refusal | undefined {
	const size = [...draft.keys()].length;
	return size < config.limits.tasks
		? undefined
		: refuse(
				"QUOTA_EXCEEDED",
				`The board holds ${size} tasks, as many as it may.`,
				"Raise `limits.tasks` in the board's config.",
				{ limit: config.limits.tasks },
			);
}

/** A new task closes a loop only through its blockers back to its own parent. */
function checkEdges(draft: Draft, task: Task): Refusal | undefined {
	const { key, parent } = task;
	for (const other of [
		...task.blocked_by,
		...(parent === undefined ? [] : [parent]),
	]) {
		if (other !== key && draft.task(other) === undefined)
			return refuse(
				"NOT_FOUND",
				`There is no task ${other} on the board.`,
				"Enroll it first.",
			);
	}
	for (const blocker of task.blocked_by) {
		const loop =
			blocker === parent
				? [key, blocker, key]
				: (findCycle(draft, key, blocker) ??
					throughParent(draft, task, blocker));
		if (loop !== undefined)
			return refuse(
				"CYCLE_DETECTED",
				`These would wait for each other: ${loop.join(" → ")}.`,
				"Leave out one of the edges.",
				{ cycle: loop },
			);
	}
	return parent === key
		? refuse(
				"CYCLE_DETECTED",
				`Task ${key} cannot be its own parent.`,
				"Name another parent.",
				{ cycle: [key, key] },
			)
		: undefined;
}

function throughParent(
	draft: Draft,
	task: Task,
	blocker: TaskKey,
): readonly TaskKey[] | undefined {
	const loop =
		task.parent === undefined
			? undefined
			: findCycle(draft, task.parent, blocker);
	return loop === undefined
		? undefined
		: [task.key, ...loop.slice(1), task.key];
}
