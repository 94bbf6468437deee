import type { Shape } from "./graph-layout.ts";

/** Nodes of a graph that hang together, and the indices of the edges among them. */
export interface Part {
	readonly keys: readonly string[];
	readonly edges: readonly number[];
}

/** The parts of a graph, the largest first. */
export function partsOf({ keys, edges }: Shape): readonly Part[] {
	const root = new Map(keys.map((key) => [key, key]));
	const rootOf = (key: string): string => {
		let at = key;
		for (
			let up = root.get(at);
			up !== undefined && up !== at;
			up = root.get(at)
		)
			at = up;
		// The next look from here takes one step.
		root.set(key, at);
		return at;
	};
	for (const { from, to } of edges) root.set(rootOf(from), rootOf(to));
	const parts = new Map<string, { keys: string[]; edges: number[] }>();
	for (const key of keys) {
		const part = parts.get(rootOf(key));
		if (part === undefined) parts.set(rootOf(key), { keys: [key], edges: [] });
		else part.keys.push(key);
	}
	for (const [index, { from }] of edges.entries())
		parts.get(rootOf(from))?.edges.push(index);
	return [...parts.values()].sort((a, b) => b.keys.length - a.keys.length);
}
