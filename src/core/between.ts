import type { BoardReader } from "./board.ts";
import { NO_CODE } from "./gate.ts";
import { checksOf } from "./gate-source.ts";
import { findCycle, openChildren } from "./graph.ts";
import { sourceOf } from "./inbox.ts";
import { isNewLease } from "./lease.ts";
import { brokenPlan } from "./plan/between.ts";
import { isOpen, tableOf } from "./status.ts";
import type { Inbox, Task, TaskKey } from "./task.ts";

/** How far a task's version has risen between two states, at least and at most; its fence rises no further. */
export interface Rise {
	readonly least: number;
	readonly most: number;
}

/** What the state before is asked for: the task and, where there was one, the decisions taken until then. */
export type Before = Pick<BoardReader, "task" | "baton" | "plan">;

/**
 * What a task breaks of the invariants that can be read off two states, each as the end of a sentence about it ("is ready
 * with an open blocker"). Nothing: the change is one that commands could have made, or there was none.
 */
export function* brokenBetween(
	before: Before,
	after: BoardReader,
	{ key, rise }: { readonly key: TaskKey; readonly rise: Rise },
): Iterable<string> {
	const now = after.task(key);
	yield* brokenWithin(after, key);
	if (now === undefined || after.unreadable(key) !== undefined) return;
	const old = before.task(key);
	if (old === undefined) return yield* brokenPlan(undefined, after.plan(key));
	if (JSON.stringify(old) !== JSON.stringify(now)) {
		yield* brokenCounts(old, now, rise);
		yield* brokenStatus(after, old, now);
		if (!keepsInbox(old.inbox, now.inbox))
			yield "forgets commands that took effect";
	}
	const decisions = before.baton(key).decision_log ?? [];
	const kept = (after.baton(key).decision_log ?? []).slice(0, decisions.length);
	if (JSON.stringify(kept) !== JSON.stringify(decisions))
		yield "lost decisions";
	yield* brokenPlan(before.plan(key), after.plan(key));
}

/** What a task breaks of the invariants that every single state has to hold. */
export function* brokenWithin(
	board: BoardReader,
	key: TaskKey,
): Iterable<string> {
	const task = board.task(key);
	const unreadable = board.unreadable(key);
	if (unreadable !== undefined || task === undefined)
		return yield `cannot be read: ${unreadable ?? "it is missing"}`;
	const { status, held, parked, lease } = task;
	const blockers = task.blocked_by.map((blocker) => board.task(blocker));
	const waits = blockers.some(
		(blocker) => blocker !== undefined && isOpen(blocker.status),
	);
	// A blocker that cannot be read may be open or not: nobody can be blamed for either.
	const mayWait = waits || blockers.includes(undefined);
	if (status === "ready" && waits) yield "is ready with an open blocker";
	if (status === "ready" && held !== undefined)
		yield "is ready although it is held";
	if (status === "ready" && parked && openChildren(board, key).length > 0)
		yield "is ready although it is parked";
	if (
		status === "blocked" &&
		!mayWait &&
		held === undefined &&
		parked === undefined
	)
		yield "is blocked by nothing";
	const isRun = board.plan(key)?.execution.status === "running";
	// A task in progress is somebody's, or its steps are what is claimed.
	const mayLack = isRun && status === "in_progress";
	if ((lease !== undefined) !== (status === "in_progress") && !mayLack)
		yield `is ${status} and its lease does not fit that`;
	if (lease !== undefined && isRun)
		yield "is held as a whole while its plan runs";
	yield* brokenEdges(board, task);
}

function* brokenEdges(
	board: BoardReader,
	{ key, blocked_by, parent }: Task,
): Iterable<string> {
	for (const other of parent === undefined
		? blocked_by
		: [...blocked_by, parent])
		if (
			board.task(other) === undefined &&
			board.unreadable(other) === undefined
		)
			yield `names task ${other}, which is not on the board`;
	for (const blocker of blocked_by)
		if (findCycle(board, key, blocker) !== undefined)
			yield `waits for itself through ${blocker}`;
	if (parent !== undefined && findCycle(board, parent, key) !== undefined)
		yield `is above itself through ${parent}`;
}

function* brokenCounts(old: Task, now: Task, rise: Rise): Iterable<string> {
	const risen = now.version - old.version;
	if (risen === 0 && rise.least > 0)
		yield `still has version ${now.version}, which every change raises by one`;
	else if (risen < rise.least || risen > rise.most)
		yield `went from version ${old.version} to ${now.version}`;
	if (now.fence < old.fence || now.fence > old.fence + Math.max(1, rise.most))
		yield `went from fence ${old.fence} to ${now.fence}`;
	if (isNewLease(old.lease, now.lease) && now.fence <= old.fence)
		yield "has a new lease with an old fence";
}

function* brokenStatus(
	board: BoardReader,
	old: Task,
	now: Task,
): Iterable<string> {
	if (old.status === now.status) return;
	const isInTable = tableOf(board.board?.config).some(
		({ from, to }) => from === old.status && to === now.status,
	);
	if (!isInTable) yield `went from ${old.status} to ${now.status}`;
	if (now.status === "done" && !isProven(board, now))
		yield "is done without green gates or an override";
}

function isProven({ board }: BoardReader, { labels, checks }: Task): boolean {
	const gates = board?.config.done_gates ?? [];
	if (gates.length === 0 || labels.includes(NO_CODE)) return true;
	if (checks?.overridden_by !== undefined) return true;
	const wanted = gates.flatMap((gate) => {
		const known = board?.config.gates[gate];
		return known === undefined ? [] : checksOf(known);
	});
	return (
		checks?.sha !== undefined &&
		wanted.every(({ name, app }) =>
			checks.results.some(
				(result) =>
					result.name === name &&
					result.app === app &&
					result.state === "green",
			),
		)
	);
}

/** What a task is granted on its way past the gates. */
type Granted = Pick<Task, "labels" | "checks">;

/**
 * What commands could have made of a task, but no edit by hand may: nobody grants himself an override, green checks or leave
 * to go without them, whatever the task's status is. Else one edit would bring the grant and the next one use it.
 */
export function* brokenByHand(old: Granted, now: Granted): Iterable<string> {
	if (now.labels.includes(NO_CODE) && !old.labels.includes(NO_CODE))
		yield `has the label ${NO_CODE}, which only a command brings`;
	const { checks } = now;
	if (checks === undefined) return;
	const differs = (a: unknown, b: unknown) =>
		JSON.stringify(a) !== JSON.stringify(b);
	const { overridden_by: override } = checks;
	if (override !== undefined && differs(override, old.checks?.overridden_by))
		yield "has an override, which only a command brings";
	const known = old.checks?.results ?? [];
	const isNew = checks.results.some((one) =>
		known.every((other) => differs(one, other)),
	);
	// Results of another commit are none of this one.
	const isMoved = checks.results.length > 0 && checks.sha !== old.checks?.sha;
	if (isNew || isMoved) yield "has check results, which only a command brings";
}

/** Marks never fall, and what was seen stays seen unless the marks have come to stand for it. */
export function keepsInbox(old: Inbox, now: Inbox): boolean {
	if (now.below.comment < old.below.comment) return false;
	if (now.below.event < old.below.event) return false;
	const seen = new Set(now.seen);
	const keysOf = ({ seen: all }: Inbox) =>
		all.filter((id) => sourceOf(id) === undefined).length;
	// Of callers' keys only so many are kept: an old one goes when a new one comes.
	const mayForgetKeys = keysOf(now) >= keysOf(old);
	return old.seen.every((id) => {
		const source = sourceOf(id);
		if (seen.has(id)) return true;
		return source === undefined
			? mayForgetKeys
			: source.id <= now.below[source.kind];
	});
}
