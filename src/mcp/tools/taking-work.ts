import { refuse } from "../../core/errors.ts";
import type { Tool } from "../tool.ts";
import {
	capabilities,
	count,
	flag,
	leaseSeconds,
	text,
	texts,
} from "../tool-arguments.ts";

/** What a claim answers. `leaseId` addresses the lease in every tool that takes one. */
const LEASE = { leaseId: "string", expires_at: "string" } as const;

/** Finding work and holding it. */
export const takingWork: readonly Tool[] = [
	{
		name: "wait_for_task",
		verb: "wait",
		about:
			"Waits until a task can be claimed and shows it; {task: null} when time is up: call it again. Claims nothing.",
		sets: ["worker", "execute"],
		arguments: {
			timeoutSec: count("0 to 50, default 50"),
			capabilities,
			assignee: text("only tasks assigned to this agent"),
			roles: texts(),
			labels: texts(),
		},
		gives: { task: ["object", "null"] },
	},
	{
		name: "next_task",
		verb: "next",
		about:
			"Shows the best task to claim now, or null, without waiting. With taskId: whether that one can be claimed, and why.",
		sets: ["worker", "planner"],
		task: { named: "taskId", isOptional: true },
		arguments: {
			capabilities,
			assignee: text(),
			roles: texts(),
			labels: texts(),
			explain: flag("also what stands in the way"),
		},
		gives: { task: ["object", "null"] },
		says: (saying, given) => {
			if (saying.task === undefined) return saying;
			const { explain: _always, ...filters } = saying.input ?? {};
			const [filter] = Object.keys(filters);
			return filter === undefined
				? { ...saying, verb: "explain", input: {} }
				: refuse(
						"VALIDATION",
						`${filter} chooses among tasks, and taskId names one.`,
						"Leave one of the two out.",
						{ field: filter, taskId: given.taskId },
					);
		},
	},
	{
		name: "claim_task",
		verb: "claim",
		about:
			"Takes a task, or a step of its plan (42/1.1), under a lease. Answers the leaseId and the brief to work from.",
		sets: ["worker", "execute"],
		task: { named: "taskId" },
		arguments: { leaseSeconds },
		gives: { ...LEASE, context: "object" },
		isIdempotent: true,
	},
	{
		name: "claim_next",
		verb: "claim-next",
		about:
			"Chooses the best task and claims it at once. NOT_FOUND when there is none.",
		sets: ["worker"],
		arguments: {
			capabilities,
			assignee: text(),
			labels: texts(),
			leaseSeconds,
		},
		gives: { ...LEASE, context: "object" },
	},
	{
		name: "get_task_context",
		verb: "context",
		about:
			"The brief to work from: instructions, follow-ups, task, baton, notes, memory, upstream work.",
		sets: ["worker", "planner", "execute"],
		task: { named: "taskId" },
		arguments: { budgetTokens: count("500 to 64000", "budget") },
		gives: { task: "object", description: "string", notes: "array" },
	},
];
