import { brokenByHand } from "../core/between.ts";
import type { BoardDocument } from "../core/config.ts";
import type { JsonObject } from "../core/errors.ts";
import { provenByHand } from "../core/plan/between.ts";
import { type Plan, stepsOf } from "../core/plan/plan.ts";
import type { Inbox, Task, TaskKey } from "../core/task.ts";
import type { BoardState } from "../store/board-state.ts";
import { canonicalJson } from "../store/canonical-json.ts";
import { diffTrees, type Tree } from "../store/git/tree.ts";
import { quarantinePath } from "../store/journal-quarantine.ts";
import {
	BOARD_FILE,
	README_FILE,
	taskOfPath,
	taskPath,
} from "../store/layout.ts";
import {
	boardIn,
	planIn,
	taskAsItIs,
	taskIn,
	withIds,
} from "./guard-restore.ts";
import { tasksBetween, unsound } from "./guard-sound.ts";

/** A recovery as it is looked at: its files, the states that anybody may have acted on, and the one it says it takes. */
export interface Recovered {
	readonly tree: Tree;
	/** That of the commit it was made on, and of the last one that held where that is known. */
	readonly before: readonly Tree[];
	/** Undefined when it cannot be read any more. */
	readonly chosen: Tree | undefined;
}

/**
 * Why a recovery may not stand, if so. Its tasks must be sound, nothing said may be forgotten, no count run backwards, and it
 * has to be the state that it says it takes. That an administrator said so nothing can prove. Leaves `state` anywhere.
 */
export function recoveryFault(
	recovered: Recovered,
	state: BoardState,
): string | undefined {
	state.moveTo(recovered.tree);
	const [fault] = faults(recovered, state);
	return fault;
}

function* faults(recovered: Recovered, state: BoardState): Iterable<string> {
	const { tree, before, chosen } = recovered;
	const board = boardIn(tree);
	if (board === undefined) {
		// Where nobody knows of a board, none is what there is to go on from.
		const wasNone = before.every((one) => boardIn(one) === undefined);
		if (!wasNone || !isEmpty(tree))
			yield "it has no board.yaml that can be read";
		return;
	}
	const keys = new Set(before.flatMap((one) => [...tasksBetween(one, tree)]));
	for (const [key, fault] of unsound(state, keys)) yield `task ${key} ${fault}`;
	for (const old of before) yield* forgotten(old, { tree, board, keys });
	if (chosen === undefined) yield* grantedUnseen(recovered, board, keys);
	else yield* otherThan(chosen, recovered, board);
}

/** What a state loses of another one that anybody may have acted on. */
function* forgotten(
	old: Tree,
	{
		tree,
		board,
		keys,
	}: {
		readonly tree: Tree;
		readonly board: BoardDocument;
		readonly keys: ReadonlySet<TaskKey>;
	},
): Iterable<string> {
	const { below } = board.inbox;
	const known = boardIn(old)?.inbox;
	if (known !== undefined && !holds(board.inbox, known, below))
		yield "the board forgets commands that took effect";
	for (const key of keys) {
		const [was, now] = [taskIn(old, key), taskIn(tree, key)];
		if (was === undefined || now === undefined) continue;
		if (now.version < was.version || now.fence < was.fence)
			yield `the version or the fence of task ${key} runs backwards`;
		if (hasOlderFence(planIn(old, key), planIn(tree, key)))
			yield `the fence of a step of task ${key} runs backwards`;
		// The board's marks stand for every task's.
		if (!holds(now.inbox, { ...was.inbox, below }, below))
			yield `task ${key} forgets commands that took effect`;
	}
}

function hasOlderFence(old: Plan | undefined, now: Plan | undefined): boolean {
	if (old === undefined || now === undefined) return false;
	const fences = new Map(stepsOf(now).map(({ id, fence }) => [id, fence]));
	return stepsOf(old).some(
		({ id, fence }) => (fences.get(id) ?? fence) < fence,
	);
}

/** True when an inbox has nothing to learn from another one, whatever somebody may have written into that. */
function holds(inbox: Inbox, old: Inbox, below: Inbox["below"]): boolean {
	if (old.below.comment > below.comment || old.below.event > below.event)
		return false;
	const seen = new Set(inbox.seen);
	// No id at all only drops what the marks stand for.
	const kept = withIds(inbox, below, [""]);
	return old.seen.every(
		(id) =>
			seen.has(id) ||
			withIds(kept, below, [id]).seen.length <= kept.seen.length,
	);
}

/** What differs from the chosen state beyond what a recovery adds to it: counts, op ids and tasks that are set apart. */
function* otherThan(
	chosen: Tree,
	{ tree, before }: Recovered,
	board: BoardDocument,
): Iterable<string> {
	const [parent] = before;
	const isAnew = isEmpty(chosen);
	if (isAnew && parent !== undefined && !isEmpty(parent))
		yield "it starts the board again where there is one";
	for (const path of diffTrees(chosen, tree))
		if (path === BOARD_FILE) {
			const old = isAnew ? before.map(boardIn) : [boardIn(chosen)];
			const boards = old.filter((one) => one !== undefined);
			if (boards.length > 0 && !boards.some((one) => isLike(one, board)))
				yield "its board.yaml is not that of the state it takes";
		} else if (!isAdded(path, chosen, tree))
			yield `${path} is not that of the state it takes`;
}

function isAdded(path: string, chosen: Tree, tree: Tree): boolean {
	if (path === README_FILE) return chosen.oidOf(path) === undefined;
	const key = taskOfPath(path);
	if (key === undefined) return false;
	if (path === quarantinePath(key)) return true;
	if (path === taskPath(key, "plan"))
		return isSamePlan(planIn(chosen, key), planIn(tree, key));
	const [was, now] = [taskAsItIs(chosen, key), taskAsItIs(tree, key)];
	return (
		path === taskPath(key, "task") &&
		was !== undefined &&
		now !== undefined &&
		canonicalJson(uncounted(was)) === canonicalJson(uncounted(now))
	);
}

/** True when two plans differ in the fences of their steps at most. */
function isSamePlan(one: Plan | undefined, other: Plan | undefined): boolean {
	return (
		one !== undefined &&
		other !== undefined &&
		canonicalJson(unfenced(one)) === canonicalJson(unfenced(other))
	);
}

function unfenced(plan: Plan): JsonObject {
	const phases = plan.phases.map(({ steps, ...phase }) => ({
		...phase,
		steps: steps.map(({ fence: _, ...step }) => step),
	}));
	return { ...plan, phases } as unknown as JsonObject;
}

/** A task without what a recovery raises. */
function uncounted(task: Task) {
	const { version: _, fence: __, inbox: ___, updated_at: ____, ...rest } = task;
	return rest;
}

/** True when two documents differ in what was heard at most. */
function isLike(one: BoardDocument, other: BoardDocument): boolean {
	return (
		canonicalJson({ ...one, inbox: null }) ===
		canonicalJson({ ...other, inbox: null })
	);
}

/** What nobody may take from a state that cannot be read: other rights, or the end of a task by a grant of its own. */
function* grantedUnseen(
	{ tree, before }: Recovered,
	board: BoardDocument,
	keys: ReadonlySet<TaskKey>,
): Iterable<string> {
	const boards = before.map(boardIn).filter((one) => one !== undefined);
	if (boards.length > 0 && !boards.some((one) => isLike(one, board)))
		yield "its config is of a state that cannot be read any more";
	for (const old of before)
		for (const key of keys) {
			const [was, now] = [taskIn(old, key), taskIn(tree, key)];
			if (was === undefined || now?.status !== "done") continue;
			const [granted] =
				was.status === "done"
					? []
					: [
							...brokenByHand(was, now),
							...provenByHand(planIn(old, key), planIn(tree, key)),
						];
			if (granted !== undefined) yield `task ${key} is done and ${granted}`;
		}
}

function isEmpty(tree: Tree): boolean {
	return tree.list("").length === 0;
}
