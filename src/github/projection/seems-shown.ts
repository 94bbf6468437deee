import { isAccountOf } from "../../core/agent.ts";
import type { BoardReader } from "../../core/board.ts";
import { isOpen } from "../../core/status.ts";
import type { Task } from "../../core/task.ts";
import type { IssueRecord } from "../api.ts";
import { edgesOf } from "../relations/edge.ts";
import { labelChanges } from "./board-labels.ts";

/**
 * True when an issue, as the list of open issues with the board's label has it, shows its task as far as a list can tell. An
 * issue that is not in that list shows one that has ended, and no other.
 */
export function seemsShown(
	board: BoardReader,
	task: Task,
	listed: IssueRecord | undefined,
): boolean {
	if (listed === undefined) return !isOpen(task.status);
	const { add, remove } = labelChanges(task, listed.labels);
	return (
		isOpen(task.status) &&
		add.length + remove.length === 0 &&
		listed.assignees.every((login) =>
			isAccountOf(board.board?.config, task.assignee, login),
		) &&
		showsEdges(board, task, listed)
	);
}

/** What waits for issues of elsewhere as well is looked at closely; so is what GitHub tells nothing of. */
function showsEdges(
	board: BoardReader,
	task: Task,
	{ relations }: IssueRecord,
): boolean {
	const edges = edgesOf(board, task);
	if (relations === undefined) return edges.length === 0;
	const parent = edges.find(({ kind }) => kind === "parent")?.to;
	const blockers = edges.filter(({ kind }) => kind === "blocked_by").length;
	return (
		relations.parent === parent && (relations.blockers ?? blockers) === blockers
	);
}
