import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { GraphEdge } from "./graph-model.ts";
import { type Marked, markOf } from "./marks.ts";

/** An edge in the drawing; it is lit where both of its tasks are on the way that is pointed at. */
export function EdgeLine(given: {
	readonly edge: GraphEdge;
	readonly path: string;
	readonly marked: ReadonlySignal<Marked>;
}) {
	const { edge, path, marked } = given;
	const isLit = useComputed(
		() =>
			markOf(marked.value, edge.from) !== "" &&
			markOf(marked.value, edge.to) !== "",
	).value;
	return (
		<path
			class={`edge ${edge.kind} ${isLit ? "lit" : ""}`}
			d={path}
			marker-end={isLit ? "url(#end-lit)" : "url(#end)"}
		/>
	);
}
