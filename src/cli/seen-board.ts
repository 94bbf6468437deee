import type { TaskKey } from "../core/task.ts";
import { boardAt } from "../engine/export-board.ts";
import type { BoardState } from "../store/board-state.ts";
import { trailersOf } from "../store/journal.ts";
import { quarantinePath } from "../store/journal-quarantine.ts";
import type { Oid, Store } from "../store/store.ts";

/**
 * The board at a head as the next command would find it: what edits by hand broke is set apart, also while nobody has
 * acknowledged them. A board that cannot be judged is taken as it is: `doctor` tells why. With a task only that one counts.
 */
export async function seenBoard(
	store: Store,
	head: Oid,
	task?: TaskKey,
): Promise<BoardState> {
	const board = await boardAt(store, head);
	// Judging takes the whole log and its code: the head of a board in order tells that there is nothing to judge.
	if (!isBroken(board, task) && (await isSaid(store, head))) return board;
	const { judgedBoard } = await import("./judged-board.ts");
	return (await judgedBoard(store, head)) ?? board;
}

/** True when a task cannot be read, and nothing says yet why and how it was before. */
function isBroken(board: BoardState, task: TaskKey | undefined): boolean {
	const keys =
		task === undefined ? [...board.broken()].map(([key]) => key) : [task];
	return keys.some(
		(key) =>
			board.unreadable(key) !== undefined &&
			board.tree.get(quarantinePath(key)) === undefined,
	);
}

/** True for a commit that says it is Baton's. */
async function isSaid(store: Store, head: Oid): Promise<boolean> {
	for await (const { message } of store.log(head))
		return trailersOf(message).has("Kind");
	return false;
}
