import type { Instant } from "./instant.ts";
import { isOpen } from "./status.ts";
import type { Task } from "./task.ts";

/** True for an open task whose due date is over: from midnight (UTC) after that day on. */
export function isPastDue(
	{ due, status }: Pick<Task, "due" | "status">,
	now: Instant,
): boolean {
	return due !== undefined && isOpen(status) && due < now.slice(0, 10);
}
