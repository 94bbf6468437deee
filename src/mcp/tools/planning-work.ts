import type { Tool, ToolArgument } from "../tool.ts";
import {
	asTaskId,
	flag,
	needed,
	nullable,
	priority,
	tasks,
	text,
	texts,
	toStatus,
} from "../tool-arguments.ts";
import {
	assigned,
	edgeOn,
	taskPatch,
	UPDATED,
	updated,
} from "../turned-sayings.ts";

const task = { named: "taskId" } as const;
const STATUS = { task: "object" } as const;
const EDGE = { task: "object", blocked_by: "array" } as const;
const taskName = (into?: string): ToolArgument => ({
	...text(undefined, into),
	ease: asTaskId,
});
const edgeArguments = {
	fromTaskId: needed({ ...taskName("on"), turn: (key) => [key] }),
	type: text("blocks"),
} satisfies Record<string, ToolArgument>;

/** Putting work on the board and in order. */
export const planningWork: readonly Tool[] = [
	{
		name: "create_task",
		verb: "enroll",
		about:
			"Puts a new task on the board, with an issue of its own. Its description should be a complete brief.",
		sets: ["planner"],
		arguments: {
			title: needed(text()),
			description: text(),
			acceptance: texts("what must hold at the end"),
			priority,
			labels: texts(),
			requiredCapabilities: texts(undefined, "capabilities"),
			blockedBy: tasks(),
			parentTaskId: taskName("parent"),
			dueAt: text("date such as 2026-12-01", "due"),
			assignee: text(),
			modelHint: text(),
		},
		gives: STATUS,
	},
	{
		name: "update_task",
		verb: "edit",
		about:
			"Changes fields of a task: patch has any of title, description, priority, labels, requiredCapabilities, dueAt, modelHint, reviewer (null clears), or alone parentTaskId or assignee.",
		sets: ["planner"],
		task,
		arguments: {
			patch: taskPatch,
			parentTaskId: taskName("parent"),
		},
		gives: STATUS,
		isIdempotent: true,
		inner: UPDATED,
		says: updated,
	},
	{
		name: "add_subtask",
		verb: "subtask",
		about:
			"Adds a task below this one, which cannot complete before it; park lets this one wait for its last subtask.",
		sets: ["worker", "planner"],
		task: { named: "parentTaskId" },
		arguments: { title: needed(text()), description: text(), park: flag() },
		gives: { task: "object", parent: "object" },
	},
	{
		name: "move_task",
		verb: "move",
		about: "Moves a task, as between BACKLOG and READY.",
		sets: ["planner"],
		task,
		arguments: { toStatus },
		gives: STATUS,
		isIdempotent: true,
	},
	{
		name: "assign_task",
		verb: "assign",
		about: "Names who should work on a task, or with null nobody; advisory.",
		sets: ["planner"],
		task,
		arguments: { assignee: nullable() },
		gives: STATUS,
		isIdempotent: true,
		says: assigned,
	},
	{
		name: "add_dependency",
		verb: "depend",
		about: "fromTaskId blocks toTaskId until it has ended.",
		sets: ["planner"],
		task: { named: "toTaskId" },
		arguments: edgeArguments,
		gives: EDGE,
		isIdempotent: true,
		says: edgeOn,
	},
	{
		name: "remove_dependency",
		verb: "undepend",
		about: "fromTaskId blocks toTaskId no longer.",
		sets: ["planner"],
		task: { named: "toTaskId" },
		arguments: edgeArguments,
		gives: EDGE,
		isDestructive: true,
		says: edgeOn,
	},
	{
		name: "unblock_task",
		verb: "unblock",
		about: "Ends a hold by hand, or a parent's waiting for its subtasks.",
		sets: ["worker", "planner"],
		task,
		arguments: {},
		gives: STATUS,
	},
	{
		name: "cancel_task",
		verb: "cancel",
		about: "Ends a task without a result; what waited for it goes on.",
		sets: ["planner"],
		task,
		arguments: { reason: text() },
		gives: STATUS,
		isDestructive: true,
	},
	{
		name: "reopen_task",
		verb: "reopen",
		about: "Takes a done or cancelled task up again.",
		sets: ["planner"],
		task,
		arguments: { reason: text() },
		gives: STATUS,
	},
];
