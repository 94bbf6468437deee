import type { Step } from "./plan.ts";

/**
 * The loops among the steps of a phase, each shown once as `[a, b, …, a]` from the step that is met first. Dependencies on
 * other phases close none. Iterative, so that a chain of any length is searched.
 */
export function stepLoops(
	steps: readonly Step[],
): readonly (readonly string[])[] {
	const next = new Map(steps.map(({ id, depends_on }) => [id, depends_on]));
	const done = new Set<string>();
	const loops: (readonly string[])[] = [];
	for (const { id } of steps)
		if (!done.has(id)) searchFrom(id, { next, done, loops });
	return loops;
}

interface Search {
	readonly next: ReadonlyMap<string, readonly string[]>;
	/** Steps all of whose ways on were followed. */
	readonly done: Set<string>;
	readonly loops: (readonly string[])[];
}

function searchFrom(start: string, { next, done, loops }: Search): void {
	const path = [{ id: start, at: 0 }];
	const onPath = new Set([start]);
	while (path.length > 0) {
		const top = path.at(-1) as { id: string; at: number };
		const to = next.get(top.id)?.[top.at];
		top.at += 1;
		if (to === undefined) {
			done.add(top.id);
			onPath.delete(top.id);
			path.pop();
		} else if (onPath.has(to)) {
			const ids = path.map(({ id }) => id);
			loops.push([...ids.slice(ids.indexOf(to)), to]);
		} else if (next.has(to) && !done.has(to)) {
			path.push({ id: to, at: 0 });
			onPath.add(to);
		}
	}
}
