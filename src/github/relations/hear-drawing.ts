import { isKnown } from "../../core/inbox.ts";
import { callerOpId } from "../../store/caller-key.ts";
import type { EventRecord } from "../api.ts";
import { type Edge, edgeName } from "./edge.ts";
import { edgeActs } from "./edge-act.ts";
import type { EdgeDoor } from "./edge-door.ts";
import { edgeChangeOf } from "./edge-event.ts";
import { hearEdge } from "./hear-edge.ts";

/**
 * What became of the drawing of an edge that GitHub shows and the board does not have. `heard`: it was said now. `answered`: the
 * board had decided about it, or it was the app itself. `unknown`: no event tells of it.
 */
export type Drawer = "heard" | "answered" | "unknown";

/** Looks for who drew an edge last, among the events of its issue, and hears that unless it was heard. */
export async function hearDrawing(
	edge: Edge,
	events: readonly EventRecord[],
	door: EdgeDoor,
): Promise<Drawer> {
	const act = edgeActs(events).findLast(({ event }) => {
		const told = edgeChangeOf(event)?.edge;
		return told !== undefined && edgeName(told) === edgeName(edge);
	});
	if (act === undefined || !isDrawing(act.event)) return "unknown";
	const last = act.event;
	if (last.actor.login === door.app.login) return "answered";
	const opId = await freshOpId(last, edge, door);
	if (opId === undefined) return "answered";
	await hearEdge(act, { opId, stands: true }, door);
	return "heard";
}

function isDrawing(event: EventRecord): boolean {
	return edgeChangeOf(event)?.isAdded === true;
}

/**
 * The op id under which an event has not been heard yet; undefined when it was. One that the board's marks have passed may have
 * come to nothing then, because one of the two issues was no task: it has another name when it is heard after all.
 */
function freshOpId(
	event: EventRecord,
	{ from, to }: Edge,
	{ engine, board: name }: EdgeDoor,
): Promise<string | undefined> {
	return engine.inspect((reader) => {
		const tasks = [reader.task(String(from)), reader.task(String(to))];
		const [task, other] = tasks;
		const inbox = reader.board?.inbox;
		if (task === undefined || other === undefined || inbox === undefined)
			return undefined;
		const opId = `t${event.id}`;
		if (!isKnown(task.inbox, inbox, opId)) return opId;
		if (task.inbox.seen.includes(opId)) return undefined;
		const bothSinceMs = Math.max(
			Date.parse(task.created_at),
			Date.parse(other.created_at),
		);
		if (Date.parse(event.createdAt) > bothSinceMs) return undefined;
		const late = callerOpId(event.actor.id, name, `edge ${event.id}`);
		return isKnown(task.inbox, inbox, late) ? undefined : late;
	});
}
