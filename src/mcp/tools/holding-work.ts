import type { Tool } from "../tool.ts";
import {
	artifacts,
	batonPatch,
	flag,
	needed,
	spent,
	tasks,
	text,
} from "../tool-arguments.ts";

const task = { named: "taskId" } as const;
const STATUS = { task: "object" } as const;

/** What the holder of a lease says: alive, done, or not to be done. */
export const holdingWork: readonly Tool[] = [
	{
		name: "heartbeat_task",
		verb: "heartbeat",
		about:
			"Keeps the lease alive; call it every 8 minutes. Tells how many follow-ups are open.",
		sets: ["worker", "execute"],
		task,
		arguments: spent,
		gives: {
			leaseId: "string",
			expires_at: "string",
			open_follow_ups: "integer",
		},
		isIdempotent: true,
	},
	{
		name: "release_task",
		verb: "release",
		about: "Gives the task back unfinished; costs no attempt.",
		sets: ["worker", "execute"],
		task,
		arguments: { reason: text(), ...spent },
		gives: STATUS,
	},
	{
		name: "complete_task",
		verb: "done",
		about:
			"Completes the task, to REVIEW where the board asks for one, else DONE; frees what waited. Say in deliverable what the next worker needs to know.",
		sets: ["worker", "execute"],
		task,
		arguments: {
			deliverable: text(),
			artifacts,
			reviewer: text(),
			baton_patch: batonPatch,
			...spent,
		},
		gives: STATUS,
	},
	{
		name: "fail_task",
		verb: "fail",
		about: "Gives the attempt up: the task is tried again later.",
		sets: ["worker"],
		task,
		arguments: {
			reason: needed(text()),
			retryable: flag("false: nobody would succeed"),
			...spent,
		},
		gives: STATUS,
	},
	{
		name: "block_task",
		verb: "block",
		about: "Holds the task, with the reason, until unblock_task.",
		sets: ["worker", "planner"],
		task,
		arguments: {
			reason: needed(text()),
			blockedBy: tasks("tasks it waits for as well", "by"),
		},
		gives: STATUS,
	},
	{
		name: "handoff_task",
		verb: "handoff",
		about: "Passes the task to another agent; the note is its instructions.",
		sets: ["worker"],
		task,
		arguments: {
			toAgent: needed(text(undefined, "to")),
			memoryNote: text(undefined, "note"),
			baton_patch: batonPatch,
			...spent,
		},
		gives: STATUS,
	},
];
