import type { EventRecord } from "../api.ts";
import { isEdgeEvent } from "./edge-event.ts";

/**
 * Cuts events, oldest first, where an issue is closed or opened again after edges at it were changed. In each part edges are
 * heard last: so they come before what ends their tasks, and after as much as possible of what enrolls those.
 */
export function partsAtTurns(
	events: readonly EventRecord[],
): readonly (readonly EventRecord[])[] {
	const parts: EventRecord[][] = [];
	let part: EventRecord[] = [];
	let withEdges = new Set<number>();
	for (const event of events) {
		if (isTurn(event) && withEdges.has(event.issue)) {
			parts.push(part);
			part = [];
			withEdges = new Set();
		}
		part.push(event);
		for (const issue of endsOf(event)) withEdges.add(issue);
	}
	return [...parts, part];
}

/** The changes of edges among `events` that have to be heard before a closing or an opening that is `heard` now. */
export function edgesBeforeTurns(
	events: readonly EventRecord[],
	heard: readonly EventRecord[],
): readonly EventRecord[] {
	const turns = new Map<number, number>();
	for (const { issue, id } of heard.filter(isTurn)) turns.set(issue, id);
	// Of one issue they stay in order.
	const upTo = new Map<number, number>();
	for (const event of events)
		for (const issue of endsOf(event)) {
			const turn = turns.get(issue) ?? 0;
			if (turn > event.id)
				upTo.set(event.issue, Math.max(turn, upTo.get(event.issue) ?? 0));
		}
	return events.filter(
		(event) => isEdgeEvent(event) && event.id < (upTo.get(event.issue) ?? 0),
	);
}

function isTurn({ event }: EventRecord): boolean {
	return event === "closed" || event === "reopened";
}

/** The issues at both ends of the edge that an event tells of. */
function endsOf(event: EventRecord): readonly number[] {
	if (!isEdgeEvent(event)) return [];
	return event.related === undefined
		? [event.issue]
		: [event.issue, event.related];
}
