import type { EventRecord } from "../api.ts";
import type { Patience } from "../patience.ts";
import { hasEdge } from "./edge.ts";
import { edgeActs, isLastLeaving } from "./edge-act.ts";
import type { EdgeDoor } from "./edge-door.ts";
import { edgeChangeOf } from "./edge-event.ts";
import { hearEdge } from "./hear-edge.ts";

/** The second half of a move is waited for so long. */
const HALF_TOLD_MS = 60_000;

/**
 * Carries out what people did with sub-issues and blocked-by, in the order they did it. It is heard after everything else that
 * happened to issues: what the edge leads to may have become a task only after it was drawn. Answers the events that could not
 * be looked into now, for as long as there is `patience`.
 */
export async function hearEdgeEvents(
	events: readonly EventRecord[],
	door: EdgeDoor & { readonly patience: Patience },
): Promise<readonly EventRecord[]> {
	const left: EventRecord[] = [];
	const waiting = new Set<number>();
	for (const act of edgeActs(events)) {
		const { event, leaving } = act;
		if (event.actor.login === door.app.login) continue;
		try {
			const isEarly =
				waiting.has(event.issue) ||
				(isLastLeaving(event, events) && (await isHalfTold(event, door)));
			if (!isEarly) {
				await hearEdge(act, { opId: `t${event.id}` }, door);
				door.projector.edges.changed(event.issue);
				continue;
			}
		} catch (error) {
			const what = `${event.event} on issue ${event.issue}`;
			door.onError(error, what);
			if (door.patience.isOver(event.id, error, what)) continue;
		}
		// What happened to the same issue later waits with it.
		waiting.add(event.issue);
		left.push(...(leaving === undefined ? [] : [leaving]), event);
	}
	return left;
}

/**
 * True while an issue left its parent and GitHub shows it below one: it was moved, and the event that tells where is on its way.
 * Heard alone, the first half would lose the parent to go back to if the second is refused.
 */
async function isHalfTold(
	event: EventRecord,
	{ api, engine, nowMs }: EdgeDoor,
): Promise<boolean> {
	const edge = edgeChangeOf(event)?.edge;
	const ageMs = Math.abs(nowMs() - Date.parse(event.createdAt));
	if (edge === undefined || ageMs > HALF_TOLD_MS) return false;
	const isHad = await engine.inspect((board) => {
		const task = board.task(String(edge.from));
		return task !== undefined && hasEdge(task, edge);
	});
	const shown = isHad ? await api.issue(event.issue) : undefined;
	return shown?.relations?.parent !== undefined;
}
