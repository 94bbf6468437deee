import { type BoardReader, compareKeys } from "../core/board.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import { nearest } from "../verbs/nearest.ts";
import { newestPlanned } from "./start-binding.ts";
import type { Binding, Misbound } from "./task-binding.ts";

/** So many tasks are named where one was not found. */
const MAX_NAMED = 10;

/** No task was named. */
export function unbound(board: BoardReader): Refusal {
	const keys = plannedKeys(board);
	const waiting = newestPlanned(board);
	const start =
		waiting === undefined
			? ""
			: `\`baton execute start\` starts ${waiting.task} and makes it the current one. `;
	return refuse(
		"VALIDATION",
		"No task is named: there is no --task-id, no BATON_TASK_ID and no current task here.",
		keys.length === 0
			? '`baton plan "<task>" --save` makes the first one.'
			: `${start}Name one with --task-id, or make one the current task with \`baton execute switch <task>\`: ${listed(keys)}.`,
		{ tasks: keys.slice(0, MAX_NAMED) },
	);
}

/** The named task is not on the board. */
export function missing(board: BoardReader, { task, from }: Binding): Refusal {
	const keys = plannedKeys(board);
	const meant = nearest(task, keys);
	const others =
		keys.length === 0
			? '`baton plan "<task>" --save` makes the first one.'
			: `There are: ${listed(keys)}. ${CURE[from]}`;
	return refuse(
		"NOT_FOUND",
		`There is no task ${task} (from ${from}).`,
		meant === undefined ? others : `Did you mean ${meant}? ${others}`,
		{ task, from, tasks: keys.slice(0, MAX_NAMED) },
	);
}

/** What was named cannot be a task. */
export function misbound({ text, from }: Misbound): Refusal {
	return refuse(
		"VALIDATION",
		`${JSON.stringify(text.slice(0, 60))} (from ${from}) is no key of a task.`,
		`A key is a number such as 42, or a slug such as task-logging-a3f9. ${CURE[from]}`,
		{ from },
	);
}

const CURE: Readonly<Record<Binding["from"], string>> = {
	"the command line": "`baton execute list` shows them all.",
	"--task-id": "`baton execute list` shows them all.",
	BATON_TASK_ID:
		"`unset BATON_TASK_ID` takes the binding of this shell back; --task-id stands above it.",
	"newest plan": "`baton execute list` shows them all.",
	"current task": "`baton execute switch <task>` makes another one current.",
};

/** Tasks with a plan, the newest first; where none has one, all tasks. */
function plannedKeys(board: BoardReader): readonly TaskKey[] {
	const keys = [...board.keys()].filter((key) => board.task(key) !== undefined);
	const planned = keys.filter((key) => board.plan(key) !== undefined);
	const newest = (key: TaskKey) => board.task(key)?.created_at ?? "";
	return [...(planned.length === 0 ? keys : planned)].sort(
		(a, b) => newest(b).localeCompare(newest(a)) || compareKeys(a, b),
	);
}

function listed(keys: readonly TaskKey[]): string {
	const more = keys.length - MAX_NAMED;
	const named = keys.slice(0, MAX_NAMED).join(", ");
	return more > 0 ? `${named} and ${more} more` : named;
}
