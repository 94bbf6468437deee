import { isOpen, type Status } from "../../core/status.ts";
import type { Card } from "../state/card.ts";
import { nearTo } from "./ways.ts";

/** A task in the graph. */
export interface GraphNode {
	readonly key: string;
	readonly title: string;
	readonly status: Status;
}

/** `to` cannot go on, or cannot be done, before `from` has ended: `from` blocks it, or is a subtask of it. */
export interface GraphEdge {
	readonly from: string;
	readonly to: string;
	readonly kind: "blocks" | "subtask";
}

export interface Graph {
	readonly nodes: readonly GraphNode[];
	readonly edges: readonly GraphEdge[];
	/** Tasks that would be shown if they had an edge, or had those without one been asked for. */
	readonly loose: number;
	/** Tasks beyond what can be shown at once. */
	readonly left: number;
}

/** What is asked for: tasks that have ended too, those without any edge too, only those around one. */
export interface GraphWish {
	readonly ended?: boolean;
	readonly loose?: boolean;
	readonly around?: string;
}

/** A graph of more tasks than this is not readable, and takes long to lay out. */
export const MOST_NODES = 500;

/** The tasks that wait for each other, of all that are on a board. */
export function graphOf(cards: readonly Card[], wish: GraphWish): Graph {
	const wanted = cards.filter(({ status }) => wish.ended || isOpen(status));
	const all = edgesAmong(wanted);
	const near = wish.around === undefined ? undefined : nearTo(all, wish.around);
	const within = near ? wanted.filter(({ key }) => near.has(key)) : wanted;
	const degrees = degreesOf(all);
	const tied = within.filter(
		({ key }) => degrees.has(key) || key === wish.around,
	);
	const loose = within.length - tied.length;
	const shown = wish.loose ? within : tied;
	// Those that most others wait for tell most.
	const chosen = [...shown]
		.sort((a, b) => (degrees.get(b.key) ?? 0) - (degrees.get(a.key) ?? 0))
		.slice(0, MOST_NODES);
	const keys = new Set(chosen.map(({ key }) => key));
	return {
		nodes: shown
			.filter(({ key }) => keys.has(key))
			.map(({ key, title, status }) => ({ key, title, status })),
		edges: all.filter(({ from, to }) => keys.has(from) && keys.has(to)),
		loose: wish.loose ? 0 : loose,
		left: shown.length - chosen.length,
	};
}

function edgesAmong(cards: readonly Card[]): readonly GraphEdge[] {
	const keys = new Set(cards.map(({ key }) => key));
	return cards.flatMap(({ key, blocked_by = [], parent }) => [
		...blocked_by
			.filter((from) => keys.has(from))
			.map((from): GraphEdge => ({ from, to: key, kind: "blocks" })),
		...(parent !== undefined && keys.has(parent)
			? [{ from: key, to: parent, kind: "subtask" } as const]
			: []),
	]);
}

function degreesOf(edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
	const degrees = new Map<string, number>();
	for (const { from, to } of edges)
		for (const key of [from, to]) degrees.set(key, (degrees.get(key) ?? 0) + 1);
	return degrees;
}
