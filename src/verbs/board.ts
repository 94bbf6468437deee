import { z } from "zod";
import type { Draft } from "../core/draft.ts";
import { isPastDue } from "../core/due.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { isOpen, STATUSES, type Status } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { progressOn } from "./board-card.ts";
import { taskKey } from "./fields.ts";
import { comparisonBy } from "./list-order.ts";
import { datedRow } from "./task-view.ts";
import { waitsFor } from "./transition.ts";
import { boardVerb, type Run, SPOKEN } from "./verb.ts";

/** How many of the tasks that one waits for are shown with it. */
const MAX_WAITS = 10;
/** How many tasks of a column are shown at most, and how many may be asked for by name. */
const MAX_CARDS = 2_000;
const MAX_NAMED = 200;

const facts = z.object({
	head: z.string().nullable(),
	quarantined: z.array(
		z.object({
			key: z.string(),
			reason: z.string(),
			path: z.string(),
			title: z.string().optional(),
			status: z.string().optional(),
		}),
	),
	quarantined_count: z.number(),
});

const input = z.strictObject({
	status: z
		.array(z.enum(STATUSES))
		.optional()
		.describe("The columns to show; default: all"),
	limit: z
		.int()
		.min(1)
		.max(MAX_CARDS)
		.default(20)
		.describe("Tasks shown of a column; the counts are always whole"),
	tasks: z
		.array(taskKey)
		.min(1)
		.max(MAX_NAMED)
		.optional()
		.describe(
			"Only these tasks and those whose cards tell of them; their columns tell the keys of all their tasks in order",
		),
	facts: facts.optional(),
});

export const boardView = boardVerb({
	name: "board",
	summary:
		"Shows the board: its columns in order with their counts and limits, what is overdue, and what each task waits for.",
	input,
	role: "read",
	doors: SPOKEN,
	examples: [
		"/board",
		"/board status=ready,in_progress limit=50",
		"/board tasks=41,42",
	],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	gathers: "apart",
	run(asked) {
		const { draft, command, config, input } = asked;
		const tasks = tasksByStatus(draft);
		const wanted = input.tasks && withTellers(draft, input.tasks);
		const all = [...tasks.values()].flat();
		const shown = STATUSES.filter(
			(status) => input.status?.includes(status) ?? true,
		);
		return {
			ok: true,
			summary: "board",
			data: {
				name: draft.board?.name ?? "",
				columns: shown.map((status) =>
					columnOf(asked, { status, tasks: tasks.get(status) ?? [], wanted }),
				),
				count: all.length,
				open: all.filter(({ status }) => isOpen(status)).length,
				overdue: all.filter((task) => isPastDue(task, command.now)).length,
				...(config.transitions === undefined
					? {}
					: { transitions: config.transitions }),
				...(input.facts ?? {}),
				...absentOf(draft, input.tasks),
			},
		};
	},
});

type Asked = Run<z.output<typeof input>>;

/** A column, and which of its tasks are shown; undefined for all. */
interface ColumnWish {
	readonly status: Status;
	readonly tasks: readonly Task[];
	readonly wanted: ReadonlySet<TaskKey> | undefined;
}

function columnOf(
	{ draft, command: { now }, config, input }: Asked,
	{ status, tasks, wanted }: ColumnWish,
): JsonObject {
	const limit = config.wip[status];
	const isWanted = ({ key }: Task) => wanted?.has(key) ?? true;
	// The order is dear on a large board: only where something of the column is shown. That of the queue is known, and changes with
	// whatever waits for its tasks.
	const isShown = status === "ready" || tasks.some(isWanted);
	const column = isShown ? inOrder(draft, status, tasks) : [];
	const keys = column.slice(0, input.limit).map(({ key }) => key);
	return {
		status,
		count: tasks.length,
		...(limit === undefined ? {} : { limit, full: tasks.length >= limit }),
		overdue: tasks.filter((task) => isPastDue(task, now)).length,
		tasks: column
			.filter(isWanted)
			.slice(0, input.limit)
			.map((task) => ({
				...card(draft, task, now),
				...progressOn(draft, task, { config, now }),
			})),
		...(wanted === undefined || keys.length === 0 ? {} : { keys }),
	};
}

/** These tasks, and those whose cards tell of them: their parents, and what waits for them. */
function withTellers(
	draft: Draft,
	keys: readonly TaskKey[],
): ReadonlySet<TaskKey> {
	const tellers = keys.flatMap((key) => [
		draft.task(key)?.parent ?? key,
		...draft.dependents(key),
	]);
	return new Set([...keys, ...tellers.slice(0, MAX_CARDS)]);
}

/** The tasks that were asked for and are not on the board. */
function absentOf(
	draft: Draft,
	asked: readonly TaskKey[] | undefined,
): JsonObject {
	if (asked === undefined) return {};
	const absent = asked.filter(
		(key) =>
			draft.task(key) === undefined && draft.unreadable(key) === undefined,
	);
	return { absent };
}

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
