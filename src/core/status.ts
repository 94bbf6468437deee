/** Where a task stands, in the order of a board's columns. */
export const STATUSES = [
	"backlog",
	"ready",
	"in_progress",
	"blocked",
	"review",
	"done",
	"cancelled",
	"dead_letter",
] as const;

export type Status = (typeof STATUSES)[number];

/** One row of the transition table: which verb takes a task from one status to another. */
export interface Transition {
	readonly from: Status;
	readonly to: Status;
	readonly by: string;
}

/** A board's moves, the default ones or its own. */
export type TransitionTable = readonly Transition[];

const OPEN: readonly Status[] = [
	"backlog",
	"ready",
	"in_progress",
	"blocked",
	"review",
];

/**
 * The default table (protocol section 4). "release" stands for everything that gives a lease up without a failure, "close"
 * for every end as done that does not come from the work itself: a closed issue, merged work, an override.
 */
export const TRANSITIONS: TransitionTable = [
	{ from: "backlog", to: "ready", by: "move" },
	{ from: "backlog", to: "blocked", by: "move" },
	{ from: "ready", to: "backlog", by: "move" },
	{ from: "blocked", to: "backlog", by: "move" },
	{ from: "ready", to: "in_progress", by: "claim" },
	{ from: "ready", to: "blocked", by: "depend" },
	{ from: "ready", to: "blocked", by: "block" },
	{ from: "in_progress", to: "ready", by: "release" },
	{ from: "in_progress", to: "ready", by: "handoff" },
	{ from: "in_progress", to: "ready", by: "fail" },
	{ from: "in_progress", to: "ready", by: "expire" },
	{ from: "in_progress", to: "blocked", by: "block" },
	{ from: "in_progress", to: "blocked", by: "release" },
	{ from: "in_progress", to: "blocked", by: "handoff" },
	{ from: "in_progress", to: "blocked", by: "fail" },
	{ from: "in_progress", to: "blocked", by: "expire" },
	{ from: "in_progress", to: "review", by: "done" },
	{ from: "in_progress", to: "done", by: "done" },
	{ from: "in_progress", to: "dead_letter", by: "fail" },
	{ from: "in_progress", to: "dead_letter", by: "expire" },
	{ from: "blocked", to: "ready", by: "unblock" },
	{ from: "review", to: "done", by: "approve" },
	{ from: "review", to: "ready", by: "changes" },
	{ from: "review", to: "blocked", by: "changes" },
	...OPEN.map((from): Transition => ({ from, to: "done", by: "close" })),
	...[...OPEN, "dead_letter" as const].map(
		(from): Transition => ({ from, to: "cancelled", by: "cancel" }),
	),
	{ from: "done", to: "ready", by: "reopen" },
	{ from: "done", to: "blocked", by: "reopen" },
	{ from: "cancelled", to: "ready", by: "reopen" },
	{ from: "cancelled", to: "blocked", by: "reopen" },
	{ from: "dead_letter", to: "ready", by: "requeue" },
	{ from: "dead_letter", to: "blocked", by: "requeue" },
];

/** The moves that a board may add to the default ones. `move` makes them, and passes no claim, review or gate by them. */
export const ADDITIONS: TransitionTable = [
	{ from: "backlog", to: "review", by: "move" },
	{ from: "ready", to: "review", by: "move" },
	{ from: "in_progress", to: "backlog", by: "move" },
	{ from: "review", to: "backlog", by: "move" },
	{ from: "done", to: "backlog", by: "move" },
	{ from: "cancelled", to: "backlog", by: "move" },
	{ from: "dead_letter", to: "backlog", by: "move" },
];

/** Verbs that end a task from outside, and the end of a lease by time: no board forbids what they do. */
const UNBOUND: ReadonlySet<string> = new Set([
	"close",
	"override",
	"cancel",
	"expire",
]);

/** What follows from blockers, holds and failures, and giving a lease up: no board forbids these pairs to any verb. */
const FIXED: ReadonlySet<string> = new Set([
	"ready blocked",
	"blocked ready",
	"in_progress ready",
	"in_progress blocked",
	"in_progress dead_letter",
]);

/** For each status named the statuses that may follow it; one that is not named keeps the default. `ready` stands for `blocked` too. */
export type OwnTransitions = {
	readonly [from in Status]?: readonly Status[] | undefined;
};

/** The part of a config that says how tasks may move. */
export interface TransitionRules {
	readonly transitions?: OwnTransitions | undefined;
}

/** The moves of a board: the default ones that it keeps, those that cannot be forbidden, and those it adds. */
export function tableOf(rules: TransitionRules | undefined): TransitionTable {
	const own = rules?.transitions;
	if (own === undefined) return TRANSITIONS;
	const kept = TRANSITIONS.filter(
		(row) => isFixed(row) || names(own, row) !== false,
	);
	return [...kept, ...ADDITIONS.filter((row) => names(own, row) === true)];
}

/** True for a move that no board can forbid. */
export function isFixed({ from, to, by }: Transition): boolean {
	return UNBOUND.has(by) || FIXED.has(`${from} ${to}`);
}

/** Whether a board's own moves hold this one; undefined when they say nothing about its status. */
function names(
	own: OwnTransitions,
	{ from, to }: Transition,
): boolean | undefined {
	const list = own[from];
	return (
		list && (list.includes(to) || (to === "blocked" && list.includes("ready")))
	);
}

/** True when a verb may take a task from one status to another on a board with this table. */
export function isAllowed(
	table: TransitionTable,
	{ from, to, by }: Transition,
): boolean {
	const isUnbound = UNBOUND.has(by);
	return table.some(
		(row) =>
			row.from === from && row.to === to && (isUnbound || row.by !== "close"),
	);
}

/** True while a task may still need work; what has ended no longer blocks others. */
export function isOpen(status: Status): boolean {
	return status !== "done" && status !== "cancelled";
}

/** The moves a person or agent can make from a status by a verb of their own. */
export function legalMoves(
	from: Status,
	table: TransitionTable = TRANSITIONS,
): TransitionTable {
	return table.filter(
		(row) => row.from === from && row.by !== "expire" && row.by !== "close",
	);
}

/**
 * The fewest steps between two statuses by verbs of one's own, none of which ends the task on the way; empty when they are
 * equal, undefined when there is no way.
 */
export function shortestPath(
	from: Status,
	to: Status,
	table: TransitionTable = TRANSITIONS,
): TransitionTable | undefined {
	const seen = new Set<Status>([from]);
	let frontier: { at: Status; path: TransitionTable }[] = [
		{ at: from, path: [] },
	];
	while (frontier.length > 0) {
		const next: typeof frontier = [];
		for (const { at, path } of frontier) {
			if (at === to) return path;
			if (at !== from && !isOpen(at)) continue;
			for (const row of legalMoves(at, table)) {
				if (seen.has(row.to)) continue;
				seen.add(row.to);
				next.push({ at: row.to, path: [...path, row] });
			}
		}
		frontier = next;
	}
	return undefined;
}
