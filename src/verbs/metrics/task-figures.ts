import type { BoardReader } from "../../core/board.ts";
import { type Day, dayOf } from "../../core/days.ts";
import { isPastDue } from "../../core/due.ts";
import { type Instant, toMs } from "../../core/instant.ts";
import { isOpen } from "../../core/status.ts";
import type { Task, Tokens } from "../../core/task.ts";
import { addTokens } from "../../core/tokens.ts";

/** What all tasks of a board come to. */
export interface TaskFigures {
	/** Tasks done, and made, on each of the days asked about. */
	readonly done: ReadonlyMap<Day, number>;
	readonly created: ReadonlyMap<Day, number>;
	/** From when a task was made, or claimed first, until it was done, in milliseconds. */
	readonly lead: readonly number[];
	readonly cycle: readonly number[];
	/** Failed attempts at tasks that are open. */
	readonly attempts: number;
	readonly overdue: number;
	readonly tokens: Tokens;
	/** Tasks whose checks were looked at when they were to be done, and what came of that. */
	readonly gates: {
		readonly judged: number;
		readonly passed: number;
		readonly overridden: number;
	};
}

/** One look at every task. */
export function taskFigures(
	board: BoardReader,
	days: readonly Day[],
	now: Instant,
): TaskFigures {
	const tasks = [...board.keys()].flatMap((key) => board.task(key) ?? []);
	const open = tasks.filter(({ status }) => isOpen(status));
	const done = tasks.filter(({ status }) => status === "done");
	return {
		done: byDay(
			days,
			done.map(({ completed_at }) => completed_at),
		),
		created: byDay(
			days,
			tasks.map(({ created_at }) => created_at),
		),
		lead: done.flatMap((task) => takenMs(task, task.created_at)),
		cycle: done.flatMap((task) => takenMs(task, task.started_at)),
		attempts: open.reduce((sum, { attempts }) => sum + attempts, 0),
		overdue: open.filter((task) => isPastDue(task, now)).length,
		tokens: tasks.reduce<Tokens>(
			(sum, { tokens }) =>
				tokens === undefined ? sum : addTokens(sum, tokens),
			{ input: 0, output: 0 },
		),
		gates: doneGates(tasks),
	};
}

function byDay(
	days: readonly Day[],
	instants: readonly (Instant | undefined)[],
): ReadonlyMap<Day, number> {
	const counts = new Map<Day, number>(days.map((day) => [day, 0]));
	for (const instant of instants) {
		const day = instant === undefined ? "" : dayOf(instant);
		const before = counts.get(day);
		if (before !== undefined) counts.set(day, before + 1);
	}
	return counts;
}

function takenMs(
	{ completed_at }: Task,
	from: Instant | undefined,
): readonly number[] {
	return completed_at === undefined || from === undefined
		? []
		: [toMs(completed_at) - toMs(from)];
}

function doneGates(tasks: readonly Task[]): TaskFigures["gates"] {
	const judged = tasks.flatMap(({ checks }) =>
		checks === undefined ||
		(checks.results.length === 0 && checks.overridden_by === undefined)
			? []
			: [checks],
	);
	const overridden = judged.filter(
		({ overridden_by }) => overridden_by !== undefined,
	).length;
	return {
		judged: judged.length,
		passed: judged.filter(
			({ overridden_by, results }) =>
				overridden_by === undefined &&
				results.every(({ state }) => state === "green"),
		).length,
		overridden,
	};
}
