import type { Tool, ToolArgument } from "../tool.ts";
import {
	asTaskId,
	choice,
	count,
	flag,
	needed,
	status,
	tasks,
	text,
	texts,
} from "../tool-arguments.ts";

const task = { named: "taskId" } as const;
const parentTaskId: ToolArgument = {
	...text(undefined, "parent"),
	ease: asTaskId,
};

/** Reading the board and what is on it. */
export const lookingAround: readonly Tool[] = [
	{
		name: "get_task",
		verb: "show",
		about: "The whole state of a task, its baton and its legal moves.",
		sets: ["worker", "planner"],
		task,
		arguments: {
			part: choice(["brief", "notes", "follow_ups"], "shown whole as well"),
			before: text("notes before this one"),
			at: text("as it was at a commit or time"),
		},
		gives: { task: "object", baton: "object" },
	},
	{
		name: "list_tasks",
		verb: "list",
		about: "Lists tasks, page by page.",
		sets: ["worker", "planner", "execute", "admin"],
		arguments: {
			status,
			assignee: text(),
			label: text(),
			parentTaskId,
			unblockedOnly: {
				...flag(undefined, "unblocked"),
				// What is not asked for is no filter, and `false` would be the opposite one.
				turn: (only) => (only === true ? true : undefined),
			},
			missingArtifacts: flag(),
			overdue: flag(),
			sort: choice(["key", "priority", "due", "created", "updated"]),
			limit: count("default 50"),
			cursor: text("`next` of the page before", "after"),
		},
		gives: { tasks: "array", count: "integer", next: ["string", "null"] },
	},
	{
		name: "get_board",
		verb: "board",
		about: "The board by columns, with counts and limits.",
		sets: ["planner", "admin"],
		arguments: {
			status,
			limit: count("tasks of a column, default 20"),
			taskIds: tasks("only these, and those whose cards tell of them", "tasks"),
		},
		gives: { columns: "array", open: "integer" },
	},
	{
		name: "search_tasks",
		verb: "search",
		about: "Finds tasks by words in their texts, batons and notes.",
		sets: ["worker", "planner"],
		arguments: { query: needed(text()), status, limit: count() },
		gives: { tasks: "array", count: "integer" },
	},
	{
		name: "list_subtasks",
		verb: "list",
		about: "Lists the tasks below one.",
		sets: ["planner"],
		arguments: { parentTaskId: needed(parentTaskId), status, limit: count() },
		gives: { tasks: "array", count: "integer" },
	},
	{
		name: "get_history",
		verb: "history",
		about: "The newest patches of a task's baton, with each snapshot.",
		sets: ["planner", "admin"],
		task,
		arguments: {
			limit: count(),
			before: text("a commit: only what came before"),
		},
		gives: { baton_history: "array" },
	},
	{
		name: "read_feed",
		verb: "feed",
		about:
			"What happened on the board since a cursor, or before a commit, newest first; else the cursor to begin with.",
		sets: ["planner", "admin"],
		arguments: {
			cursor: text(),
			before: text("head, or `older` of the page before"),
			since: text("with before: a time"),
			until: text("with before: a time"),
			limit: count("default 100"),
			taskId: { ...text(undefined, "task"), ease: asTaskId },
			agent: text(),
			kinds: texts("names of verbs"),
		},
		gives: { events: "array", cursor: "string", more: "boolean" },
	},
];
