import type { Ways } from "./ways.ts";

/** The task that is pointed at, with the ways from it; undefined where none is. */
export type Marked = { readonly key: string; readonly ways: Ways } | undefined;

/** How a task stands to the one that is pointed at; empty where it has nothing to do with it. */
export function markOf(
	marked: Marked,
	key: string,
): "" | "here" | "before" | "after" {
	if (marked === undefined) return "";
	if (key === marked.key) return "here";
	if (marked.ways.before.has(key)) return "before";
	return marked.ways.after.has(key) ? "after" : "";
}
