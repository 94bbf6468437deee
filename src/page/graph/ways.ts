import type { GraphEdge } from "./graph-model.ts";

/** What has to end before a task, and what waits for it, over any number of edges. Neither holds the task itself. */
export interface Ways {
	readonly before: ReadonlySet<string>;
	readonly after: ReadonlySet<string>;
}

/** The ways up and down from a task. */
export function waysOf(edges: readonly GraphEdge[], key: string): Ways {
	return {
		before: reached(nextBy(edges, "to", "from"), key),
		after: reached(nextBy(edges, "from", "to"), key),
	};
}

/** A task and everything on its ways. */
export function nearTo(
	edges: readonly GraphEdge[],
	key: string,
): ReadonlySet<string> {
	const { before, after } = waysOf(edges, key);
	return new Set([key, ...before, ...after]);
}

function nextBy(
	edges: readonly GraphEdge[],
	at: "from" | "to",
	next: "from" | "to",
): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, string[]>();
	for (const edge of edges) {
		const list = found.get(edge[at]);
		if (list === undefined) found.set(edge[at], [edge[next]]);
		else list.push(edge[next]);
	}
	return found;
}

function reached(
	next: ReadonlyMap<string, readonly string[]>,
	start: string,
): ReadonlySet<string> {
	const seen = new Set<string>();
	const ahead = [...(next.get(start) ?? [])];
	for (let key = ahead.pop(); key !== undefined; key = ahead.pop()) {
		if (seen.has(key) || key === start) continue;
		seen.add(key);
		ahead.push(...(next.get(key) ?? []));
	}
	return seen;
}
