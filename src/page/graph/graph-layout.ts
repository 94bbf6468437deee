import { Graph as Dagre, layout } from "@dagrejs/dagre";
import type { GraphEdge } from "./graph-model.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-size.ts";
import { type Part, partsOf } from "./parts.ts";
import { shelved } from "./shelves.ts";

/** Where something is, in the units of the drawing. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Where everything of a graph is drawn; a node's place is its upper left corner. */
export interface Layout {
	readonly width: number;
	readonly height: number;
	readonly places: Readonly<Record<string, Point>>;
	/** In the order of the edges that were asked for; the corners of each, from its start to its end. */
	readonly lines: readonly (readonly Point[])[];
}

/** What is to be laid out. */
export interface Shape {
	readonly keys: readonly string[];
	readonly edges: readonly GraphEdge[];
}

/** Lays a graph out from left to right, each part that hangs together for itself, the largest first. */
export function layOut(shape: Shape): Layout {
	const parts = partsOf(shape).map((part) => laidOut(shape, part));
	const { width, height, corners } = shelved(parts);
	const places: Record<string, Point> = {};
	const lines: (readonly Point[])[] = shape.edges.map(() => []);
	for (const [index, part] of parts.entries()) {
		const by = corners[index] ?? { x: 0, y: 0 };
		for (const [key, point] of part.places) places[key] = moved(point, by);
		for (const [edge, points] of part.lines)
			lines[edge] = points.map((point) => moved(point, by));
	}
	return { width, height, places, lines };
}

function moved({ x, y }: Point, by: Point): Point {
	return { x: Math.round(x + by.x), y: Math.round(y + by.y) };
}

function laidOut(shape: Shape, { keys, edges }: Part) {
	const graph = new Dagre({ multigraph: true });
	graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 56 });
	for (const key of keys)
		graph.setNode(key, { width: NODE_WIDTH, height: NODE_HEIGHT });
	for (const index of edges) {
		const edge = shape.edges[index];
		if (edge !== undefined)
			graph.setEdge(edge.from, edge.to, {}, String(index));
	}
	layout(graph);
	const { width = NODE_WIDTH, height = NODE_HEIGHT } = graph.graph();
	return {
		...{ width, height },
		places: keys.map((key): readonly [string, Point] => {
			const { x = 0, y = 0 } = graph.node(key);
			return [key, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }];
		}),
		lines: graph
			.edges()
			.map((edge): readonly [number, readonly Point[]] => [
				Number(edge.name),
				graph.edge(edge).points ?? [],
			]),
	};
}
