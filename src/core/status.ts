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

const OPEN: readonly Status[] = [
	"backlog",
	"ready",
	"in_progress",
	"blocked",
	"review",
];

/**
 * The default table (protocol section 4). "release" stands for everything that gives a lease up without finishing:
 * release, handoff, expiry and a retryable failure.
 */
export const TRANSITIONS: readonly Transition[] = [
	{ from: "backlog", to: "ready", by: "move" },
	{ from: "backlog", to: "blocked", by: "move" },
	{ from: "ready", to: "backlog", by: "move" },
	{ from: "blocked", to: "backlog", by: "move" },
	{ from: "ready", to: "in_progress", by: "claim" },
	{ from: "ready", to: "blocked", by: "depend" },
	{ from: "ready", to: "blocked", by: "block" },
	{ from: "in_progress", to: "ready", by: "release" },
	{ from: "in_progress", to: "ready", by: "handoff" },
	{ from: "in_progress", to: "ready", by: "expire" },
	{ from: "in_progress", to: "blocked", by: "block" },
	{ from: "in_progress", to: "blocked", by: "release" },
	{ from: "in_progress", to: "blocked", by: "handoff" },
	{ from: "in_progress", to: "blocked", by: "expire" },
	{ from: "in_progress", to: "review", by: "done" },
	{ from: "in_progress", to: "done", by: "done" },
	{ from: "in_progress", to: "dead_letter", by: "expire" },
	{ from: "blocked", to: "ready", by: "unblock" },
	{ from: "review", to: "done", by: "approve" },
	{ from: "review", to: "ready", by: "changes" },
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

/** True while a task may still need work; what has ended no longer blocks others. */
export function isOpen(status: Status): boolean {
	return status !== "done" && status !== "cancelled";
}

/** The moves a person or agent can make from a status by a verb of their own. */
export function legalMoves(from: Status): readonly Transition[] {
	return TRANSITIONS.filter(
		(row) => row.from === from && row.by !== "expire" && row.by !== "close",
	);
}

/** The fewest steps between two statuses by verbs of one's own; empty when they are equal, undefined when there is no way. */
export function shortestPath(
	from: Status,
	to: Status,
): readonly Transition[] | undefined {
	const seen = new Set<Status>([from]);
	let frontier: { at: Status; path: readonly Transition[] }[] = [
		{ at: from, path: [] },
	];
	while (frontier.length > 0) {
		const next: typeof frontier = [];
		for (const { at, path } of frontier) {
			if (at === to) return path;
			for (const row of legalMoves(at)) {
				if (seen.has(row.to)) continue;
				seen.add(row.to);
				next.push({ at: row.to, path: [...path, row] });
			}
		}
		frontier = next;
	}
	return undefined;
}
