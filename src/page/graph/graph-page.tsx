import { useMemo } from "preact/hooks";
import { usePlace } from "../shell/use-place.ts";
import { board } from "../state/board.ts";
import type { Place } from "../state/place.ts";
import { Unanswered } from "../ui/unanswered.tsx";
import { useQuery } from "../ui/use-query.ts";
import { EdgeList } from "./edge-list.tsx";
import { GraphCanvas } from "./graph-canvas.tsx";
import { GraphLegend } from "./graph-legend.tsx";
import { type Graph, type GraphWish, graphOf } from "./graph-model.ts";
import { GraphWishes } from "./graph-wishes.tsx";
import { useLayout } from "./use-layout.ts";

/** Which task waits for which. */
export function GraphPage() {
	const place = usePlace();
	const now = board.value;
	const [query, change] = useQuery();
	const { ended, loose, around } = query;
	const graph = useMemo(() => {
		const wish: GraphWish = {
			...{ ended: ended === "1", loose: loose === "1" },
			...(around ? { around } : {}),
		};
		if (now === undefined || !("columns" in now)) return undefined;
		const cards = now.columns.flatMap(({ cards }) => cards);
		return { wish, ...graphOf(cards, wish) };
	}, [now, ended, loose, around]);
	return (
		<main id="content" class="page graph">
			<h1>Graph</h1>
			{graph === undefined || place === undefined ? (
				<Unanswered why={undefined} />
			) : (
				<>
					<GraphWishes graph={graph} wish={graph.wish} onWish={change} />
					{graph.nodes.length === 0 ? (
						<Empty wish={graph.wish} />
					) : (
						<Shown place={place} graph={graph} />
					)}
				</>
			)}
		</main>
	);
}

function Shown({ place, graph }: { place: Place; graph: Graph }) {
	const shape = {
		keys: graph.nodes.map(({ key }) => key),
		edges: graph.edges,
	};
	const laid = useLayout(shape);
	return (
		<>
			<div class="row">
				<p class="quiet" role="status">
					{graph.nodes.length} {graph.nodes.length === 1 ? "task" : "tasks"}
					{graph.edges.length > 0 ? `, ${graph.edges.length} edges` : ""}
					{graph.left > 0
						? `; ${graph.left} more are left out: look around one task`
						: ""}
					. <a href="#edges">Skip to the list</a>
				</p>
				<GraphLegend graph={graph} />
			</div>
			{typeof laid === "object" ? (
				<GraphCanvas place={place} nodes={graph.nodes} laid={laid} />
			) : (
				<p class="canvas waiting quiet">
					{laid === undefined
						? "Laying it out…"
						: `It cannot be drawn (${laid}); the list has all of it.`}
				</p>
			)}
			{graph.edges.length > 0 ? <EdgeList place={place} graph={graph} /> : null}
		</>
	);
}

function Empty({ wish }: { wish: GraphWish }) {
	return (
		<div class="panel">
			{wish.around === undefined ? (
				<>
					<p>No task waits for another one.</p>
					<p class="quiet">
						Edges come with <code>/depend</code> (a task waits for another) and{" "}
						<code>/subtask</code> or <code>/parent</code> (a task is part of
						another).
					</p>
				</>
			) : (
				<p>
					There is no task {wish.around} among those that are shown; it may have
					ended.
				</p>
			)}
		</div>
	);
}
