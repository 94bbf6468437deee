import { STATUSES } from "../../core/status.ts";
import { statusWords } from "../ui/status-words.ts";
import type { Graph } from "./graph-model.ts";

/** What colours and lines mean, of those that are there. */
export function GraphLegend({ graph }: { graph: Graph }) {
	const there = new Set<string>(graph.nodes.map(({ status }) => status));
	const kinds = new Set(graph.edges.map(({ kind }) => kind));
	return (
		<p class="row legend">
			{STATUSES.filter((status) => there.has(status)).map((status) => (
				<span key={status} class={`state ${status}`}>
					{statusWords(status)}
				</span>
			))}
			{kinds.has("blocks") ? (
				<span class="line blocks">blocks what it points at</span>
			) : null}
			{kinds.has("subtask") ? (
				<span class="line subtask">is a subtask of what it points at</span>
			) : null}
		</p>
	);
}
