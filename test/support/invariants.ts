import { findCycle, openBlockers } from "../../src/core/graph.ts";
import { TRANSITIONS } from "../../src/core/status.ts";
import type { Task } from "../../src/core/task.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { opIdOf, readEntry } from "../../src/store/journal.ts";
import type { CommitRecord, Store } from "../../src/store/store.ts";

/** What a log breaks of the invariants that can be read off it commit by commit; empty when it holds all of them. */
export async function brokenInvariants(
	store: Store,
): Promise<readonly string[]> {
	const records: CommitRecord[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const record of store.log(head)) records.unshift(record);
	const broken: string[] = [];
	const [before, after] = [
		new BoardState(emptyTree()),
		new BoardState(emptyTree()),
	];
	const opIds = new Set<string>();
	for (const record of records) {
		const { tree } = await store.version(record.oid);
		after.moveTo(tree);
		const entry = readEntry(record.message, (path) => tree.get(path));
		const verb = entry.ok ? entry.command.verb : "?";
		const opId = opIdOf(record.message) ?? "";
		const complain = (what: string) =>
			broken.push(`${record.oid.slice(0, 8)} ${verb}: ${what}`);
		if (opIds.has(opId)) complain(`op id ${opId} twice`);
		opIds.add(opId);
		for (const key of after.keys())
			for (const fault of taskFaults(before, after, { key, verb }))
				complain(`${key} ${fault}`);
		before.moveTo(tree);
	}
	return broken;
}

function* taskFaults(
	before: BoardState,
	after: BoardState,
	at: { key: string; verb: string },
): Iterable<string> {
	const { key, verb } = at;
	const broken = after.unreadable(key);
	const [old, now] = [before.task(key), after.task(key)];
	if (broken !== undefined || now === undefined)
		return yield `cannot be read: ${broken}`;
	const waits = openBlockers(after, now).length > 0;
	if (now.status === "ready" && waits) yield "is ready with an open blocker";
	if (now.status === "ready" && now.held !== undefined)
		yield "is ready although it is held";
	if (now.status === "blocked" && !waits && now.held === undefined)
		yield "is blocked by nothing";
	if ((now.lease !== undefined) !== (now.status === "in_progress"))
		yield `is ${now.status} and its lease does not fit that`;
	for (const blocker of now.blocked_by)
		if (findCycle(after, key, blocker) !== undefined)
			yield `waits for itself through ${blocker}`;
	if (old === undefined || JSON.stringify(old) === JSON.stringify(now)) return;
	const isQuiet = verb === "heartbeat" || verb === "dismiss";
	if (now.version !== old.version + (isQuiet ? 0 : 1))
		yield `went from version ${old.version} to ${now.version}`;
	if (now.fence < old.fence || now.fence > old.fence + 1)
		yield `went from fence ${old.fence} to ${now.fence}`;
	if (
		old.lease?.acquired_at !== now.lease?.acquired_at &&
		now.lease !== undefined &&
		now.fence !== old.fence + 1
	)
		yield "has a new lease with an old fence";
	if (!isLegal(old, now)) yield `went from ${old.status} to ${now.status}`;
	const decisions = before.baton(key).decision_log ?? [];
	if (
		JSON.stringify(
			(after.baton(key).decision_log ?? []).slice(0, decisions.length),
		) !== JSON.stringify(decisions)
	)
		yield "lost decisions";
}

function isLegal(old: Task, now: Task): boolean {
	if (old.status === now.status) return true;
	// Reopening a blocker makes what waited for it wait again.
	if (old.status === "ready" && now.status === "blocked") return true;
	return TRANSITIONS.some(
		({ from, to }) => from === old.status && to === now.status,
	);
}
