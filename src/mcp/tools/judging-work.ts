import type { Tool } from "../tool.ts";
import { choice, count, flag, needed, text } from "../tool-arguments.ts";

const task = { named: "taskId" } as const;
const STATUS = { task: "object" } as const;

/** Judging what was done, and the rights of those who keep the board. */
export const judgingWork: readonly Tool[] = [
	{
		name: "approve_task",
		verb: "approve",
		about:
			"Accepts a task in REVIEW, or the phase that a running plan waits with; never one's own work.",
		sets: ["planner", "execute"],
		task,
		arguments: {
			phase: count(),
			result: choice(["approve", "feedback", "reject"]),
			feedback: text("for a plan: what is to be done first"),
		},
		gives: { task: "object" },
	},
	{
		name: "add_follow_up",
		verb: "changes",
		about:
			"Asks for a change: sends a task in REVIEW back, open until ack_follow_up.",
		sets: ["planner"],
		task,
		arguments: {
			body: needed(text()),
			reopen: flag("takes a DONE task up again"),
		},
		gives: { task: "object", follow_up: "string" },
	},
	{
		name: "requeue_task",
		verb: "requeue",
		about: "Gives a task in DEAD_LETTER another round.",
		sets: ["admin"],
		task,
		arguments: {},
		gives: STATUS,
	},
	{
		name: "override_gate",
		verb: "override",
		about:
			"Ends a task as DONE, or passes its plan's pending gate, although gates are not green; the reason is recorded.",
		sets: ["admin"],
		task,
		arguments: { reason: needed(text()) },
		gives: STATUS,
		isDestructive: true,
	},
	{
		name: "force_release",
		verb: "force-release",
		about: "Takes the lease away from whoever holds it.",
		sets: ["admin"],
		task,
		arguments: { reason: needed(text()) },
		gives: STATUS,
		isDestructive: true,
	},
];
