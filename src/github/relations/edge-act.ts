import type { EventRecord } from "../api.ts";
import { isEdgeEvent } from "./edge-event.ts";

/** One thing that somebody did with an edge, by the event that tells of it. */
export interface EdgeAct {
	readonly event: EventRecord;
	/** Where an issue was moved from below one issue to below another: the event that it left the first. */
	readonly leaving?: EventRecord | undefined;
}

/** GitHub tells of a move by two events, which are this close to each other. */
const ONE_ACT_MS = 2_000;

/** What was done with edges, in the order of the events, oldest first; a move is one act. */
export function edgeActs(events: readonly EventRecord[]): readonly EdgeAct[] {
	const last = new Map<number, EventRecord>();
	const leavings = new Map<EventRecord, EventRecord>();
	for (const event of events.filter(isAboutParent)) {
		const before = last.get(event.issue);
		if (before !== undefined && isMove(before, event))
			leavings.set(event, before);
		last.set(event.issue, event);
	}
	const halves = new Set(leavings.values());
	return events
		.filter((event) => isEdgeEvent(event) && !halves.has(event))
		.map((event) => ({ event, leaving: leavings.get(event) }));
}

/** True for an event that an issue left its parent, when none after it tells of its parents. */
export function isLastLeaving(
	event: EventRecord,
	events: readonly EventRecord[],
): boolean {
	return (
		event.event === "parent_issue_removed" &&
		events.findLast(
			(one) => one.issue === event.issue && isAboutParent(one),
		) === event
	);
}

function isAboutParent({ event }: EventRecord): boolean {
	return event === "parent_issue_added" || event === "parent_issue_removed";
}

function isMove(leaving: EventRecord, coming: EventRecord): boolean {
	const apartMs = Date.parse(coming.createdAt) - Date.parse(leaving.createdAt);
	return (
		leaving.event === "parent_issue_removed" &&
		coming.event === "parent_issue_added" &&
		leaving.actor.id === coming.actor.id &&
		apartMs <= ONE_ACT_MS
	);
}
