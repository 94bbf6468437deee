import { z } from "zod";
import type { Draft } from "../core/draft.ts";
import { isPastDue } from "../core/due.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { isOpen, STATUSES, type Status } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { progressOn } from "./board-card.ts";
import { comparisonBy } from "./list-order.ts";
import { datedRow } from "./task-view.ts";
import { waitsFor } from "./transition.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** How many of the tasks that one waits for are shown with it. */
const MAX_WAITS = 10;

export const boardView = boardVerb({
	name: "board",
	summary:
		"Shows the board: its columns in order with their counts and limits, what is overdue, and what each task waits for.",
	input: z.strictObject({
		status: z
			.array(z.enum(STATUSES))
			.optional()
			.describe("The columns to show; default: all"),
		limit: z
			.int()
			.min(1)
			.max(100)
			.default(20)
			.describe("Tasks shown of a column; the counts are always whole"),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/board", "/board status=ready,in_progress limit=50"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	run({ draft, command, config, input }) {
		const { now } = command;
		const tasks = tasksByStatus(draft);
		const all = [...tasks.values()].flat();
		const shown = STATUSES.filter(
			(status) => input.status?.includes(status) ?? true,
		);
		const columns = shown.map((status): JsonObject => {
			const column = inOrder(draft, status, tasks.get(status) ?? []);
			const limit = config.wip[status];
			return {
				status,
				count: column.length,
				...(limit === undefined ? {} : { limit, full: column.length >= limit }),
				overdue: column.filter((task) => isPastDue(task, now)).length,
				tasks: column.slice(0, input.limit).map((task) => ({
					...card(draft, task, now),
					...progressOn(draft, task, { config, now }),
				})),
			};
		});
		return {
			ok: true,
			summary: "board",
			data: {
				name: draft.board?.name ?? "",
				columns,
				count: all.length,
				open: all.filter(({ status }) => isOpen(status)).length,
				overdue: all.filter((task) => isPastDue(task, now)).length,
			},
		};
	},
});

function tasksByStatus(draft: Draft): ReadonlyMap<Status, Task[]> {
	const tasks = new Map<Status, Task[]>(STATUSES.map((name) => [name, []]));
	for (const key of draft.keys()) {
		const task = draft.task(key);
		if (task !== undefined) tasks.get(task.status)?.push(task);
	}
	return tasks;
}

/** The queue as it is worked, what has ended with the latest end first, everything else by urgency. */
function inOrder(
	draft: Draft,
	status: Status,
	tasks: readonly Task[],
): readonly Task[] {
	if (status === "ready")
		return [...draft.ready()].flatMap((key: TaskKey) => draft.task(key) ?? []);
	return [...tasks].sort(comparisonBy(isOpen(status) ? "priority" : "updated"));
}

function card(draft: Draft, task: Task, now: Instant): JsonObject {
	const waits = isOpen(task.status) ? waitsFor(draft, task) : [];
	return {
		...datedRow(task, now),
		...(task.labels.length === 0 ? {} : { labels: task.labels }),
		...(task.held === undefined ? {} : { held: task.held }),
		...(task.attempts === 0 ? {} : { attempts: task.attempts }),
		...(task.not_before === undefined || task.not_before <= now
			? {}
			: { not_before: task.not_before }),
		...(waits.length === 0
			? {}
			: {
					waits: waits.length,
					waits_for: waits.slice(0, MAX_WAITS).map((key) => ({
						key,
						status: draft.task(key)?.status ?? "unreadable",
					})),
				}),
	};
}
