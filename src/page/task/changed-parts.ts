import type { FeedEvent } from "../state/live.ts";

/** What of a task is read by itself. */
export const PARTS = [
	"state",
	"notes",
	"follow_ups",
	"memory",
	"history",
	"plan",
] as const;
export type Part = (typeof PARTS)[number];

/** Commands that leave most of a task alone; after any other everything is read anew. */
const FEW: Readonly<Record<string, readonly Part[]>> = {
	...Object.fromEntries(
		[
			...["priority", "due", "require", "assign", "unassign", "depend"],
			...["undepend", "parent", "unparent", "summary", "artifact", "move"],
		].map((verb) => [verb, ["state"]] as const),
	),
	heartbeat: ["state", "plan"],
	claim: ["state", "plan", "notes"],
	dispatched: ["state", "plan"],
	gate: ["state", "plan"],
	record: ["state", "plan", "history"],
	patch: ["state", "history"],
	note: ["state", "notes"],
	remember: ["state", "memory"],
	ack: ["state", "follow_ups"],
};

/** Which parts of a task an event may have changed: none where it is about others alone. */
export function changedParts(event: FeedEvent, key: string): readonly Part[] {
	if (event.others !== undefined && key in event.others) return PARTS;
	if (event.task !== key) return [];
	const few = event.op !== undefined && Object.hasOwn(FEW, event.op);
	return event.kind === "op" && few ? (FEW[event.op ?? ""] ?? PARTS) : PARTS;
}
