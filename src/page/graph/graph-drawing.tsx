import { useSignal } from "@preact/signals";
import { type Place, pathOf } from "../state/place.ts";
import { EdgeLine } from "./edge-line.tsx";
import { edgePath } from "./edge-path.ts";
import type { Point } from "./graph-layout.ts";
import type { GraphNode } from "./graph-model.ts";
import { GraphNodeLink } from "./graph-node-link.tsx";
import { Marking } from "./marking.tsx";
import type { Marked } from "./marks.ts";
import type { Laid } from "./use-layout.ts";
import { usePortion } from "./use-portion.ts";
import { waysOf } from "./ways.ts";

interface Given {
	readonly place: Place;
	readonly nodes: readonly GraphNode[];
	readonly laid: Laid;
	readonly onFocus: (place: Point) => void;
}

/** Everything of the graph in its own units. What is pointed at shows what has to end before it and what waits for it. */
export function GraphDrawing({ place, nodes, laid, onFocus }: Given) {
	const marked = useSignal<Marked>(undefined);
	const { edges } = laid.shape;
	const { places, lines } = laid.layout;
	const portion = usePortion(Math.max(nodes.length, edges.length));
	const mark = (key: string | undefined) => {
		marked.value =
			key === undefined ? undefined : { key, ways: waysOf(edges, key) };
	};
	return (
		<Marking marked={marked}>
			{edges.slice(0, portion).map((edge, index) => (
				<EdgeLine
					key={`${edge.from} ${edge.to} ${edge.kind}`}
					edge={edge}
					path={edgePath(lines[index] ?? [], {
						from: places[edge.from],
						to: places[edge.to],
					})}
					marked={marked}
				/>
			))}
			{nodes.slice(0, portion).map((node) => {
				const at = places[node.key];
				return at === undefined ? null : (
					<GraphNodeLink
						key={node.key}
						node={node}
						place={at}
						href={pathOf(place, `/task/${node.key}`)}
						marked={marked}
						onMark={mark}
						onFocus={onFocus}
					/>
				);
			})}
		</Marking>
	);
}
