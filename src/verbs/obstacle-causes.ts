import type { Draft } from "../core/draft.ts";
import { openBlockers, openChildren } from "../core/graph.ts";
import type { Task, TaskKey } from "../core/task.ts";
import type { Obstacle } from "./limits.ts";

/** How many neighbours are named. */
const NAMED = 5;

/** What a blocked task waits for. */
export function causes(draft: Draft, task: Task): readonly Obstacle[] {
	const blockers = openBlockers(draft, task);
	const children = task.parked === true ? openChildren(draft, task.key) : [];
	return [
		...(blockers.length === 0
			? []
			: [
					{
						why: "blocked" as const,
						message: `it waits for ${named(draft, blockers)}`,
						blockers,
					},
				]),
		...(task.held === undefined
			? []
			: [
					{
						why: "held" as const,
						message: `it is held (${task.held}); \`/unblock\` lets it go on`,
						held: task.held,
					},
				]),
		...(children.length === 0
			? []
			: [
					{
						why: "parked" as const,
						message: `it is parked until its subtasks end: ${named(draft, children)}`,
						children,
					},
				]),
	];
}

function named(draft: Draft, keys: readonly TaskKey[]): string {
	const some = keys.slice(0, NAMED).map((key) => {
		const { status = "unreadable", lease } = draft.task(key) ?? {};
		return `${key} (${status}${lease === undefined ? "" : `, held by ${lease.agent}`})`;
	});
	const more = keys.length - some.length;
	return `${some.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}
