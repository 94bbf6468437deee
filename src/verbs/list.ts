import { z } from "zod";
import type { Draft } from "../core/draft.ts";
import { isPastDue } from "../core/due.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import { openBlockers } from "../core/graph.ts";
import type { Instant } from "../core/instant.ts";
import { isOpen, STATUSES } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import { agentName, priority, taskKey } from "./fields.ts";
import { comparisonBy, ORDERS } from "./list-order.ts";
import { datedRow } from "./task-view.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

const input = z.strictObject({
	status: z.array(z.enum(STATUSES)).optional(),
	assignee: agentName.optional(),
	label: z.string().max(50).optional(),
	parent: taskKey.optional(),
	priority: z.array(priority).optional(),
	overdue: z
		.boolean()
		.optional()
		.describe("Open and past its due date, or not so"),
	unblocked: z
		.boolean()
		.optional()
		.describe("Open and waiting for nothing, or open and waiting"),
	missing_artifacts: z
		.boolean()
		.optional()
		.describe("With nothing linked that it produced, or with something"),
	sort: z
		.enum(ORDERS)
		.default("key")
		.describe("updated: the last changed first; else the first comes first"),
	after: taskKey
		.optional()
		.describe("The `next` of the page before: goes on behind that task"),
	limit: z.int().min(1).max(200).default(50),
});

type Wish = z.output<typeof input>;

export const list = boardVerb({
	name: "list",
	summary:
		"Lists tasks by status, assignee, label, parent and what they lack, page by page.",
	input,
	role: "read",
	doors: SPOKEN,
	examples: [
		"/baton list",
		"/baton list status=ready,in_progress",
		"/baton list parent=42 sort=priority",
		"/baton list overdue=true",
		"/baton list status=done missing_artifacts=true",
	],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: [],
	reads: true,
	run({ draft, command, input }) {
		const { now } = command;
		const start =
			input.after === undefined ? undefined : draft.task(input.after);
		if (input.after !== undefined && start === undefined)
			return refuse(
				"NOT_FOUND",
				`There is no task ${input.after} to go on behind.`,
				"Begin anew, without `after=`.",
			);
		const found: Task[] = [];
		for (const key of draft.keys()) {
			const task = draft.task(key);
			if (task !== undefined && isWanted(draft, task, { ...input, now }))
				found.push(task);
		}
		const order = comparisonBy(input.sort);
		const rest = found
			.filter((task) => start === undefined || order(task, start) > 0)
			.sort(order);
		const page = rest.slice(0, input.limit);
		return {
			ok: true,
			summary: "list",
			data: {
				tasks: page.map((task) => datedRow(task, now)),
				count: found.length,
				counts: countsOf(draft),
				next: rest.length > page.length ? (page.at(-1)?.key ?? null) : null,
			},
		};
	},
});

/** How many tasks stand in each status, whatever is listed. */
function countsOf(draft: Draft): JsonObject {
	return Object.fromEntries(
		STATUSES.map((status) => [status, draft.count(status)]),
	);
}

function isWanted(
	draft: Draft,
	task: Task,
	wish: Wish & { readonly now: Instant },
): boolean {
	return (
		(wish.status?.includes(task.status) ?? true) &&
		(wish.assignee === undefined || task.assignee === wish.assignee) &&
		(wish.label === undefined || task.labels.includes(wish.label)) &&
		(wish.parent === undefined || task.parent === wish.parent) &&
		(wish.priority?.includes(task.priority) ?? true) &&
		(wish.overdue === undefined ||
			isPastDue(task, wish.now) === wish.overdue) &&
		(wish.unblocked === undefined ||
			(isOpen(task.status) && isUnblocked(draft, task) === wish.unblocked)) &&
		(wish.missing_artifacts === undefined ||
			hasNoArtifact(task) === wish.missing_artifacts)
	);
}

function isUnblocked(draft: Draft, task: Task): boolean {
	return (
		task.status !== "blocked" &&
		task.held === undefined &&
		openBlockers(draft, task).length === 0
	);
}

function hasNoArtifact({ artifacts }: Task): boolean {
	return artifacts.every(({ retracted }) => retracted === true);
}
