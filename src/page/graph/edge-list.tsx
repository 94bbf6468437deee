import { type Place, pathOf } from "../state/place.ts";
import { statusWords } from "../ui/status-words.ts";
import type { Graph, GraphNode } from "./graph-model.ts";

/** The same graph in words: for each task that waits, what for. */
export function EdgeList({ place, graph }: { place: Place; graph: Graph }) {
	const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
	const waiting = graph.nodes.filter(({ key }) =>
		graph.edges.some(({ to }) => to === key),
	);
	return (
		<section class="panel edges" id="edges" aria-label="The graph as a list">
			<h2>What waits for what</h2>
			<ul>
				{waiting.map((node) => (
					<li key={node.key}>
						<TaskLink place={place} node={node} />
						<Ends label="waits for" kind="blocks" of={node.key} />
						<Ends
							label="is done after its subtasks"
							kind="subtask"
							of={node.key}
						/>
					</li>
				))}
			</ul>
		</section>
	);

	function Ends(asked: { label: string; kind: string; of: string }) {
		const ends = graph.edges
			.filter(({ to, kind }) => to === asked.of && kind === asked.kind)
			.flatMap(({ from }) => nodes.get(from) ?? []);
		if (ends.length === 0) return null;
		return (
			<>
				<span class="quiet"> {asked.label}</span>
				<ul>
					{ends.map((end) => (
						<li key={end.key}>
							<TaskLink place={place} node={end} />
						</li>
					))}
				</ul>
			</>
		);
	}
}

function TaskLink({ place, node }: { place: Place; node: GraphNode }) {
	return (
		<>
			<a href={pathOf(place, `/task/${node.key}`)}>
				#{node.key} {node.title}
			</a>{" "}
			<span class={`state ${node.status}`}>{statusWords(node.status)}</span>
		</>
	);
}
