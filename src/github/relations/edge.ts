import type { BoardReader } from "../../core/board.ts";
import type { Task } from "../../core/task.ts";

/** The kinds of edges. */
export const EDGE_KINDS = ["blocked_by", "parent"] as const;

/** One issue waits for another (`blocked_by`) or is below it (`parent`); both are numbers in this repository. */
export interface Edge {
	readonly kind: (typeof EDGE_KINDS)[number];
	readonly from: number;
	readonly to: number;
}

/** A name by which edges can be compared. */
export function edgeName({ kind, from, to }: Edge): string {
	return `${from} ${kind} ${to}`;
}

/** The edges that lead from a task's issue to other tasks' issues, as the board has them. */
export function edgesOf(board: BoardReader, task: Task): readonly Edge[] {
	const { issue: from, blocked_by, parent } = task;
	if (from === undefined) return [];
	const edge = (kind: Edge["kind"], key: string): readonly Edge[] => {
		const to = board.task(key)?.issue;
		return to === undefined ? [] : [{ kind, from, to }];
	};
	return [
		...blocked_by.flatMap((key) => edge("blocked_by", key)),
		...(parent === undefined ? [] : edge("parent", parent)),
	];
}

/** True when the task at the edge's beginning has it. */
export function hasEdge(
	{ blocked_by, parent }: Pick<Task, "blocked_by" | "parent">,
	{ kind, to }: Edge,
): boolean {
	const key = String(to);
	return kind === "parent" ? parent === key : blocked_by.includes(key);
}

/** True when an issue is a task of the board. */
export function isTaskIssue(board: BoardReader, issue: number): boolean {
	return board.task(String(issue))?.issue === issue;
}
