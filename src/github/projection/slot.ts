import type { Remark } from "./remark.ts";
import type { StatusPlace } from "./status-writer.ts";

/** What the projector remembers of one task's issue. Nothing here outlives the process. */
export interface Slot extends StatusPlace {
	/** When the issue is to be looked at next; infinite while it shows what it should. */
	dueAtMs: number;
	/** True from a change of the board until all content shows it. */
	hasNews: boolean;
	/** From when on content may be written again. */
	contentAtMs: number;
	/** Before this time nothing is tried, after a failure. */
	notBeforeMs: number;
	failures: number;
	/** True when GitHub would not take a part of the view, so that a sweep has to try again. */
	isStale: boolean;
	/** True while Baton's check waits for others. */
	awaitsChecks: boolean;
	/** Heads of before, whose check may still wait for something. */
	formerHeads: string[];
	/** True while the issue is known to be closed. */
	sawClosed: boolean;
	/** The version shown last, how often it had to be put back since, when last, and before which time it is not again. */
	version: number;
	putBacks: number;
	lastPutBackMs: number;
	undoAtMs: number;
	remarks: Remark[];
}

export function emptySlot(): Slot {
	return {
		dueAtMs: Number.POSITIVE_INFINITY,
		hasNews: false,
		contentAtMs: 0,
		notBeforeMs: 0,
		failures: 0,
		isStale: false,
		awaitsChecks: false,
		formerHeads: [],
		sawClosed: false,
		version: 0,
		putBacks: 0,
		lastPutBackMs: 0,
		undoAtMs: 0,
		remarks: [],
	};
}

/** Makes the issue due at a time, or earlier if it is already, but never before it may be tried. */
export function dueAt(slot: Slot, ms: number): void {
	slot.dueAtMs = Math.min(slot.dueAtMs, Math.max(ms, slot.notBeforeMs));
}

/** Commands often come in twos and threes; content waits so long for the others, labels do not. */
const SETTLES_IN_MS = 1_000;

/** Makes the issue due because the board has changed: what somebody undid before has to wait for that no longer. */
export function renew(slot: Slot, nowMs: number): void {
	if (!slot.hasNews)
		slot.contentAtMs = Math.max(slot.contentAtMs, nowMs + SETTLES_IN_MS);
	slot.hasNews = true;
	slot.undoAtMs = 0;
	dueAt(slot, nowMs);
}

/** How often the same state is put back at once; after that each time later, so that two bots do not fight for ever. */
const PUT_BACK_AT_ONCE = 3;
const PUT_BACK_WAIT_MS = 10_000;
/** The longest wait, and the time after which an old fight is forgotten. */
const MAX_PUT_BACK_WAIT_MS = 3_600_000;

/** True once so much was put back that it is no news any more. */
export function isFoughtOver({ putBacks }: Slot): boolean {
	return putBacks >= PUT_BACK_AT_ONCE;
}

/** Takes note of what was shown, and whether it had to be changed without the board having changed. */
export function noteShown(
	slot: Slot,
	{
		version,
		changed,
		nowMs,
	}: { version: number; changed: boolean; nowMs: number },
): void {
	const isOldFight = nowMs - slot.lastPutBackMs > MAX_PUT_BACK_WAIT_MS;
	if (slot.version !== version || isOldFight) slot.putBacks = 0;
	const isPutBack = slot.version === version && changed;
	slot.version = version;
	if (!isPutBack) return;
	slot.putBacks += 1;
	slot.lastPutBackMs = nowMs;
	const beyond = slot.putBacks - PUT_BACK_AT_ONCE;
	if (beyond >= 0)
		slot.undoAtMs =
			nowMs +
			Math.min(
				MAX_PUT_BACK_WAIT_MS,
				PUT_BACK_WAIT_MS * 2 ** Math.min(beyond, 20),
			);
}
