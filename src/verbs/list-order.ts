import { compareKeys } from "../core/board.ts";
import { PRIORITIES, type Task } from "../core/task.ts";

/** What lists can be sorted by. */
export const ORDERS = ["key", "priority", "due", "created", "updated"] as const;

/** A total order: tasks that are alike in what is sorted by go by their keys, so that a page has one place to go on from. */
export function comparisonBy(
	sort: (typeof ORDERS)[number],
): (a: Task, b: Task) => number {
	const byKey = (a: Task, b: Task) => compareKeys(a.key, b.key);
	const by = (place: (task: Task) => string | number, sign = 1) => {
		return (a: Task, b: Task) => {
			const [x, y] = [place(a), place(b)];
			return x === y ? byKey(a, b) : x < y ? -sign : sign;
		};
	};
	switch (sort) {
		case "key":
			return byKey;
		case "priority":
			return by(({ priority: rank }) => PRIORITIES.indexOf(rank));
		case "due":
			// Whatever has no date comes behind all that have one.
			return by(({ due }) => due ?? "~");
		case "created":
			return by(({ created_at }) => created_at);
		case "updated":
			return by(({ updated_at }) => updated_at, -1);
	}
}
