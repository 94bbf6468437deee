import { NO_CODE } from "../../core/gate.ts";
import { BOARD_LABEL, meaningOf } from "../../core/label-meaning.ts";
import { STATUSES, type Status } from "../../core/status.ts";
import { PRIORITIES, type Priority, type Task } from "../../core/task.ts";

/** A label as a repository keeps it. `color` is six hex digits; `description` has at most 100 characters. */
export interface LabelLook {
	readonly name: string;
	readonly color: string;
	readonly description: string;
}

/** GitHub takes no longer name. */
const MAX_NAME = 50;

const STATUS_LOOKS: Readonly<Record<Status, readonly [string, string]>> = {
	backlog: ["ededed", "Not in the queue yet"],
	ready: ["0e8a16", "Can be claimed"],
	in_progress: ["1d76db", "An agent holds the lease"],
	blocked: ["d93f0b", "Waits for other tasks, or is held by hand"],
	review: ["8250df", "Waits for somebody's approval"],
	done: ["6e7781", "Completed, with its gates green or overridden"],
	cancelled: ["6e7781", "Ended without a result"],
	dead_letter: ["b60205", "Its attempts are used up; a maintainer can requeue"],
};

const PRIORITY_COLORS: Readonly<Record<Priority, string>> = {
	urgent: "b60205",
	high: "d93f0b",
	normal: "c5def5",
	low: "ededed",
};

/** The labels every board has, whatever its tasks. */
export const BOARD_LABELS: readonly LabelLook[] = [
	{
		name: BOARD_LABEL,
		color: "5319e7",
		description: "A task on the board; put it on an issue to enroll it",
	},
	{
		name: NO_CODE,
		color: "fbca04",
		description:
			"Needs no checks before it is done; counts when set with write",
	},
	...STATUSES.map((status) => ({
		name: `baton:${status}`,
		color: STATUS_LOOKS[status][0],
		description: STATUS_LOOKS[status][1],
	})),
	...PRIORITIES.map((priority) => ({
		name: `priority:${priority}`,
		color: PRIORITY_COLORS[priority],
		description: `Priority of a task: ${priority}`,
	})),
];

/** How a label of ours looks; those for capabilities are made when a task first needs one. */
export function lookOf(name: string): LabelLook {
	return (
		BOARD_LABELS.find((look) => look.name === name) ?? {
			name,
			color: "bfd4f2",
			description: `Needs an agent that can do ${name.slice("needs:".length)}`,
		}
	);
}

/** The labels of ours that a task's issue should carry, as far as GitHub can hold their names. */
export function labelsOf(task: Task): readonly string[] {
	return [
		// Taking the label away is what cancels a task; a cancelled one may carry it or not.
		...(task.status === "cancelled" ? [] : [BOARD_LABEL]),
		`baton:${task.status}`,
		`priority:${task.priority}`,
		...task.capabilities.map((capability) => `needs:${capability}`),
		...(task.labels.includes(NO_CODE) ? [NO_CODE] : []),
	].filter((name) => name.length <= MAX_NAME);
}

/** What to change about an issue's labels so that those of ours are the task's; others are left alone. */
export function labelChanges(
	task: Task,
	shown: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
	const wanted = labelsOf(task);
	const has = new Set(shown.map((name) => name.toLowerCase()));
	return {
		add: wanted.filter((name) => !has.has(name)),
		remove: shown.filter((name) => {
			const kind = meaningOf(name)?.kind;
			return (
				kind !== undefined &&
				kind !== "board" &&
				!wanted.includes(name.toLowerCase())
			);
		}),
	};
}
