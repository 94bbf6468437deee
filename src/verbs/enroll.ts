import { z } from "zod";
import { BATON_LIMITS, seedBaton } from "../core/baton.ts";
import { saidAt } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { restingStatus } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { findCycle } from "../core/graph.ts";
import type { Task } from "../core/task.ts";
import {
	agentName,
	capability,
	label,
	line,
	priority,
	prose,
	taskKey,
} from "./fields.ts";
import { taskView } from "./task-view.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** Issue text is cut at 64 KiB by the door; the mark it adds needs a little more. */
const DESCRIPTION_BYTES = 66_000;

const input = z.strictObject({
	title: line(256),
	description: z.literal("").or(prose(DESCRIPTION_BYTES)).default(""),
	goal: line(BATON_LIMITS.entryLength)
		.optional()
		.describe("Goal of the baton; default: the title"),
	acceptance: z
		.array(line(BATON_LIMITS.entryLength))
		.max(BATON_LIMITS.listEntries)
		.optional(),
	issue: z.int().positive().optional(),
	priority: priority.default("normal"),
	labels: z.array(label).max(100).default([]),
	capabilities: z.array(capability).max(20).default([]),
	blocked_by: z.array(taskKey).max(50).default([]),
	parent: taskKey.optional(),
	due: z.iso.date().optional(),
	assignee: agentName.optional(),
});

export const enroll = boardVerb({
	name: "enroll",
	summary: "Puts an issue on the board as a task.",
	input,
	role: "triage",
	doors: SPOKEN,
	examples: ["/baton enroll"],
	errors: [
		"VALIDATION",
		"NOT_FOUND",
		"INVALID_TRANSITION",
		"QUOTA_EXCEEDED",
		"CYCLE_DETECTED",
	],
	words: [],
	run({ draft, command, input, config }) {
		const key = command.task;
		if (key === undefined)
			return refuse(
				"VALIDATION",
				"No task was named.",
				"Say it on an issue, or give a key for the new task.",
			);
		const present = draft.task(key);
		if (present?.status === "cancelled") {
			return refuse(
				"INVALID_TRANSITION",
				`Task ${key} was cancelled.`,
				"`reopen` puts it back on the board.",
				{ status: present.status },
			);
		}
		if (present !== undefined)
			return {
				ok: true,
				summary: "already on the board",
				data: {
					said: `Already on the board, as ${present.status}.`,
					task: taskView(draft, present),
				},
			};
		const size = [...draft.keys()].length;
		if (size >= config.limits.tasks) {
			return refuse(
				"QUOTA_EXCEEDED",
				`The board holds ${size} tasks, as many as it may.`,
				"Raise `limits.tasks` in the board's config.",
				{ limit: config.limits.tasks },
			);
		}
		const { title, description, goal, acceptance, ...rest } = input;
		const task: Task = {
			...EMPTY_TASK,
			...rest,
			key,
			title,
			created_at: saidAt(command),
			updated_at: command.now,
		};
		const refusal = checkEdges(draft, task);
		if (refusal !== undefined) return refusal;
		const status =
			config.intake === "backlog" ? "backlog" : restingStatus(draft, task);
		draft.setTask({ ...task, status });
		draft.setBrief(key, { title, description });
		draft.setBaton(key, {
			...seedBaton(goal ?? title),
			...(acceptance === undefined ? {} : { acceptance }),
		});
		return {
			ok: true,
			summary: `on the board as ${status}`,
			data: { task: taskView(draft, { ...task, status, version: 1 }) },
		};
	},
});

const EMPTY_TASK: Omit<
	Task,
	| "key"
	| "title"
	| "created_at"
	| "updated_at"
	| "priority"
	| "labels"
	| "capabilities"
	| "blocked_by"
> = {
	format: 1,
	status: "backlog",
	version: 0,
	attempts: 0,
	fence: 0,
	artifacts: [],
	inbox: { below: { comment: 0, event: 0 }, seen: [] },
};

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
	blocker: string,
): readonly string[] | undefined {
	const loop =
		task.parent === undefined
			? undefined
			: findCycle(draft, task.parent, blocker);
	return loop === undefined
		? undefined
		: [task.key, ...loop.slice(1), task.key];
}
