import type { EventRecord } from "../api.ts";
import type { Edge } from "./edge.ts";

/** What an event of an issue says about an edge that begins at the issue. */
export interface EdgeChange {
	readonly edge: Edge;
	readonly isAdded: boolean;
}

const CHANGES = {
	blocked_by_added: { kind: "blocked_by", isAdded: true },
	blocked_by_removed: { kind: "blocked_by", isAdded: false },
	parent_issue_added: { kind: "parent", isAdded: true },
	parent_issue_removed: { kind: "parent", isAdded: false },
} as const;

/** True for an event about an edge that begins at its issue. The other end has an event of its own, which says nothing more. */
export function isEdgeEvent({ event }: Pick<EventRecord, "event">): boolean {
	return Object.hasOwn(CHANGES, event);
}

/** The edge that an event tells of; undefined for other events, and where the other issue is not one of this repository. */
export function edgeChangeOf(event: EventRecord): EdgeChange | undefined {
	if (!isEdgeEvent(event) || event.related === undefined) return undefined;
	const { kind, isAdded } = CHANGES[event.event as keyof typeof CHANGES];
	return { edge: { kind, from: event.issue, to: event.related }, isAdded };
}

/** How GitHub refers to the other issue of an edge. */
interface Reference {
	readonly number: number;
	readonly repository?: { readonly url?: string };
}

/** The parts of a listed event that tell of edges. */
export interface RawEdgeEvent {
	readonly issue?: { readonly repository_url?: string } | null;
	readonly parent_issue?: Reference | null;
	readonly blocked_by?: Reference | null;
}

/** The number of the issue that an event's issue waits for or is below, if that is in the same repository. */
export function relatedIssue({
	issue,
	parent_issue,
	blocked_by,
}: RawEdgeEvent): number | undefined {
	const other = parent_issue ?? blocked_by;
	const home = issue?.repository_url;
	const isHere = home !== undefined && other?.repository?.url === home;
	return isHere ? other?.number : undefined;
}
