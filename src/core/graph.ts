import type { BoardReader } from "./board.ts";
import { isOpen } from "./status.ts";
import type { Task, TaskKey } from "./task.ts";

/** Bound on the tasks one search visits; a board holds no more. */
const MAX_VISITED = 1_000_000;

/** What must end before this task can: its blockers and its children. */
function waitsFor(board: BoardReader, key: TaskKey): readonly TaskKey[] {
	return [...(board.task(key)?.blocked_by ?? []), ...board.children(key)];
}

/**
 * The loop that a new edge "`waiting` waits for `blocker`" would close, as `[waiting, blocker, …, waiting]`; undefined when
 * it closes none. Blocking and parent edges count alike: a parent waits for its children.
 */
export function findCycle(
	board: BoardReader,
	waiting: TaskKey,
	blocker: TaskKey,
): readonly TaskKey[] | undefined {
	if (waiting === blocker) return [waiting, waiting];
	const cameFrom = new Map<TaskKey, TaskKey>([[blocker, waiting]]);
	const queue: TaskKey[] = [blocker];
	for (let at = 0; at < queue.length && at < MAX_VISITED; at++) {
		const key = queue[at] as TaskKey;
		for (const next of waitsFor(board, key)) {
			if (next === waiting) return trace(cameFrom, key, waiting);
			if (cameFrom.has(next)) continue;
			cameFrom.set(next, key);
			queue.push(next);
		}
	}
	return undefined;
}

function trace(
	cameFrom: ReadonlyMap<TaskKey, TaskKey>,
	last: TaskKey,
	start: TaskKey,
): readonly TaskKey[] {
	const path = [start];
	for (
		let key: TaskKey | undefined = last;
		key !== undefined && key !== start;
		key = cameFrom.get(key)
	)
		path.unshift(key);
	return [start, ...path];
}

/** The blockers of a task that have not ended. A blocker that cannot be read counts as open: work must not start by accident. */
export function openBlockers(
	board: BoardReader,
	task: Task,
): readonly TaskKey[] {
	return task.blocked_by.filter((key) => {
		const blocker = board.task(key);
		return blocker === undefined || isOpen(blocker.status);
	});
}

/** The children of a task that have not ended. */
export function openChildren(
	board: BoardReader,
	key: TaskKey,
): readonly TaskKey[] {
	return board
		.children(key)
		.filter((child) => isOpen(board.task(child)?.status ?? "ready"));
}
