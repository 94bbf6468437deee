import { refuse } from "../../core/errors.ts";
import { fromMs } from "../../core/instant.ts";
import type { EventRecord } from "../api.ts";
import { type Edge, hasEdge } from "../relations/edge.ts";
import { edgeChangeOf } from "../relations/edge-event.ts";
import type { Remark } from "./remark.ts";

/** How an edge that somebody drew or took away by hand is put back, and while what; undefined for other events. */
export function undoneEdge(
	event: EventRecord,
): (Pick<Remark, "isPutBack"> & { readonly words: string }) | undefined {
	const change = edgeChangeOf(event);
	if (change === undefined) return undefined;
	const { edge, isAdded } = change;
	return {
		words: `${wordsFor(edge)} was ${isAdded ? "taken off again" : "put back"}.`,
		isPutBack: (task) => hasEdge(task, edge) !== isAdded,
	};
}

/** Why an edge was put back that somebody took away without GitHub telling who. */
export function untoldRemark(edge: Edge, nowMs: number): Remark {
	const verb = edge.kind === "parent" ? "unparent" : "undepend";
	const said = edge.kind === "parent" ? "/unparent" : `/undepend ${edge.to}`;
	return {
		answer: {
			...refuse(
				"FORBIDDEN",
				`${wordsFor(edge)} was put back: GitHub does not tell who took it away.`,
				`To take it away, say \`${said}\`.`,
			),
			verb,
			opId: `edge:${edge.from}:${edge.to}:${nowMs}`,
		},
		at: fromMs(nowMs),
		isPutBack: (task) => hasEdge(task, edge),
	};
}

function wordsFor({ kind, to }: Edge): string {
	return kind === "parent"
		? `The parent ${to}`
		: `The mark that this waits for ${to}`;
}
