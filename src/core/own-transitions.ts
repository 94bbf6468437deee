import {
	ADDITIONS,
	legalMoves,
	type OwnTransitions,
	STATUSES,
	type Status,
	shortestPath,
	TRANSITIONS,
	type TransitionTable,
	tableOf,
} from "./status.ts";

/** What of a config decides how tasks can move. */
export interface MovementRules {
	readonly intake: "ready" | "backlog";
	readonly review: "auto" | "always" | "never";
	readonly transitions?: OwnTransitions | undefined;
}

/**
 * What is wrong with a board's own moves, each as the end of a sentence about `transitions`; nothing when work can get from
 * its beginning to its end. A status that nothing leads to is no fault by itself: a board may do without its backlog.
 */
export function* faultsOf(rules: MovementRules): Iterable<string> {
	const own = rules.transitions;
	if (own === undefined) return;
	const impossible = [...faultyPairs(own)];
	yield* impossible;
	// What nobody can do makes no sense of where the rest leads.
	if (impossible.length > 0) return;
	const table = madeBy(rules);
	for (const to of mustBeReached(rules))
		if (shortestPath(rules.intake, to, table) === undefined)
			yield `leads no new task to ${to}`;
	for (const from of STATUSES)
		if (from !== "cancelled" && shortestPath(from, "done", table) === undefined)
			yield `leads from ${from} to no end: done cannot be reached`;
	if (rules.review === "auto" && !hasBothEnds(table))
		yield "has to let both review and done follow in_progress while review is auto";
}

function* faultyPairs(own: OwnTransitions): Iterable<string> {
	for (const from of STATUSES) {
		const named = own[from] ?? [];
		for (const to of named)
			if (!canFollow(from, to))
				yield `has ${to} after ${from}, which no command makes; possible are ${possible(from).join(", ")}`;
		if (named.includes("blocked") && !named.includes("ready") && rests(from))
			yield `has blocked without ready after ${from}: which of the two it is follows from the blockers`;
	}
}

function canFollow(from: Status, to: Status): boolean {
	return possible(from).includes(to);
}

/** The statuses that may follow one on some board. */
function possible(from: Status): readonly Status[] {
	const rows = [...TRANSITIONS, ...ADDITIONS];
	return STATUSES.filter((to) =>
		rows.some((row) => row.from === from && row.to === to),
	);
}

/** True where leaving a status leads to whichever of `ready` and `blocked` is right. */
function rests(from: Status): boolean {
	return from !== "ready" && from !== "in_progress";
}

/** The table without the row that the board's reviews leave no use for. */
function madeBy(rules: MovementRules): TransitionTable {
	const unused = { always: "done", never: "review", auto: undefined }[
		rules.review
	];
	return tableOf(rules).filter(({ by, to }) => by !== "done" || to !== unused);
}

function mustBeReached({ review }: MovementRules): readonly Status[] {
	const always: readonly Status[] = ["ready", "in_progress", "done"];
	return review === "never" ? always : [...always, "review"];
}

function hasBothEnds(table: TransitionTable): boolean {
	const ends = legalMoves("in_progress", table)
		.filter(({ by }) => by === "done")
		.map(({ to }) => to);
	return ends.includes("review") && ends.includes("done");
}
