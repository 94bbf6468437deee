import { brokenBetween } from "../../src/core/between.ts";
import type { Command } from "../../src/core/command.ts";
import { isOverdue } from "../../src/core/lease.ts";
import type { TaskKey } from "../../src/core/task.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { diffTrees, emptyTree } from "../../src/store/git/tree.ts";
import { opIdOf, readEntry } from "../../src/store/journal.ts";
import {
	BOARD_FILE,
	README_FILE,
	retrospectivePath,
	sideDocumentOf,
	taskOfPath,
} from "../../src/store/layout.ts";
import type { CommitRecord, Store } from "../../src/store/store.ts";
import { authorize } from "../../src/verbs/authorize.ts";
import { findVerb } from "../../src/verbs/index.ts";

/** What a commit says and does: the board before it and after it. */
interface Step {
	readonly before: BoardState;
	readonly after: BoardState;
	/** Undefined for a commit that is no command. */
	readonly command: Command | undefined;
	readonly paths: readonly string[];
}

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
		const paths = diffTrees(after.tree, tree);
		after.moveTo(tree, paths);
		const entry = readEntry(record.message, (path) => tree.get(path));
		const command = entry.ok ? entry.command : undefined;
		const complain = (what: string) =>
			broken.push(`${record.oid.slice(0, 8)} ${command?.verb ?? "?"}: ${what}`);
		const opId = opIdOf(record.message) ?? "";
		if (opIds.has(opId)) complain(`op id ${opId} twice`);
		opIds.add(opId);
		for (const fault of brokenBy({ before, after, command, paths }))
			complain(fault);
		before.moveTo(tree, paths);
	}
	return broken;
}

function* brokenBy(step: Step): Iterable<string> {
	const { before, after, command, paths } = step;
	const touched = new Set(paths.flatMap((path) => taskOfPath(path) ?? []));
	const isQuiet =
		command !== undefined && findVerb(command.verb)?.quiet === true;
	for (const key of near(step, touched)) {
		const rises = !isQuiet && touched.has(key) ? 1 : 0;
		const rise = { least: rises, most: rises };
		for (const fault of brokenBetween(before, after, { key, rise }))
			yield `${key} ${fault}`;
	}
	yield* brokenLimit(step);
	if (command === undefined) return;
	yield* brokenReach(step, command, touched);
	const verb = findVerb(command.verb);
	const config = before.board?.config;
	if (verb === undefined) yield "is no verb";
	else if (config && authorize(verb, command, config) !== undefined)
		yield `was said by ${command.actor.login}, who may not`;
	const lease = command.task && before.task(command.task)?.lease;
	if (command.verb === "expire" && config && lease)
		if (!isOverdue(lease, config, command.now)) yield "ended a lease too early";
}

/** The touched tasks and those whose state may be wrong by it. */
function near(
	{ before, after }: Step,
	touched: ReadonlySet<TaskKey>,
): ReadonlySet<TaskKey> {
	const found = new Set<TaskKey>();
	for (const key of touched) {
		found.add(key);
		for (const board of [before, after]) {
			const parent = board.task(key)?.parent;
			if (parent !== undefined) found.add(parent);
			for (const other of [...board.dependents(key), ...board.children(key)])
				found.add(other);
		}
	}
	return found;
}

/** Only completions may go over a limit, and only that of the reviews. */
function* brokenLimit({ before, after, command }: Step): Iterable<string> {
	for (const status of ["in_progress", "review"] as const) {
		const [was, is] = [before.count(status), after.count(status)];
		const limit = after.board?.config.wip[status] ?? 0;
		const isFree = status === "review" && command?.verb === "done";
		if (is > was && is > limit && !isFree)
			yield `raised ${status} to ${is} over its limit of ${limit}`;
	}
}

/** Only the end of a run is looked back at. */
function isOwnRetrospective(path: string, { verb, task }: Command): boolean {
	return (
		task !== undefined &&
		path === retrospectivePath(task) &&
		(verb === "done" || verb === "close" || verb === "override")
	);
}

/** A command reaches its own task, those that its edges lead to, and the documents that its verb keeps. */
function* brokenReach(
	step: Step,
	command: Command,
	touched: ReadonlySet<TaskKey>,
): Iterable<string> {
	const own = command.task === undefined ? [] : [command.task];
	if (own.length > 0)
		for (const key of touched)
			if (!near(step, new Set(own)).has(key))
				yield `touched ${key}, which has nothing to do with ${own}`;
	if (own.length === 0 && touched.size > 1)
		yield `touched ${[...touched].join(", ")} and names none`;
	for (const path of step.paths) {
		const side = sideDocumentOf(path);
		const isKnown =
			taskOfPath(path) !== undefined ||
			side !== undefined ||
			[BOARD_FILE, README_FILE, "input.json"].includes(path) ||
			isOwnRetrospective(path, command);
		if (!isKnown) yield `wrote ${path}`;
		if (side?.startsWith("memory/") && command.verb !== "remember")
			yield `wrote ${path}, which only remember may`;
	}
}
