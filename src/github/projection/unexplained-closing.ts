import { isOpen } from "../../core/status.ts";
import type { Task } from "../../core/task.ts";
import type { IssueRecord } from "../api.ts";
import { dueAt, type Slot } from "./slot.ts";

/** How long a closing is waited for at least that was seen before it was told of, and between two looks at most. */
const LEAST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 5 * 60_000;

/** What waiting for a reason needs. */
interface Waiting {
	readonly slot: Slot;
	readonly nowMs: () => number;
	/** Asks for a look at what people did. */
	readonly onUnexplained: () => void;
	/** True when everything that people did up to a time was heard. */
	readonly hasHeard?: ((untilMs: number) => boolean) | undefined;
}

/**
 * True while an issue that somebody closed is left closed although its task is open: opening it again would hide as what it was
 * closed, so whoever closed it is heard first, however long GitHub takes to tell.
 */
export function waitsForReason(
	{ status }: Task,
	{ isClosed }: IssueRecord,
	{ slot, nowMs, onUnexplained, hasHeard = () => true }: Waiting,
): boolean {
	slot.sawClosedMs = isClosed ? (slot.sawClosedMs ?? nowMs()) : undefined;
	if (!isOpen(status) || slot.sawClosedMs === undefined) return false;
	const sinceMs = nowMs() - slot.sawClosedMs;
	if (sinceMs === Number.POSITIVE_INFINITY) return false;
	if (sinceMs >= LEAST_WAIT_MS && hasHeard(slot.sawClosedMs)) return false;
	onUnexplained();
	const waitMs = Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, sinceMs));
	dueAt(slot, nowMs() + waitMs);
	return true;
}
