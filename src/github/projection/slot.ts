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
	/** Before this time nothing is tried, after a failure or while somebody keeps undoing what is shown. */
	notBeforeMs: number;
	failures: number;
	/** The version shown last, and how often it had to be put back since. */
	version: number;
	putBacks: number;
	remarks: Remark[];
}

export function emptySlot(): Slot {
	return {
		dueAtMs: Number.POSITIVE_INFINITY,
		hasNews: false,
		contentAtMs: 0,
		notBeforeMs: 0,
		failures: 0,
		version: 0,
		putBacks: 0,
		remarks: [],
	};
}

/** Makes the issue due as soon as it may be. */
export function touch(slot: Slot, nowMs: number): void {
	slot.dueAtMs = Math.min(slot.dueAtMs, Math.max(nowMs, slot.notBeforeMs));
}

/** Commands often come in twos and threes; content waits so long for the others, labels do not. */
const SETTLES_IN_MS = 1_000;

/** Makes the issue due because the board has changed: whoever undid what was shown before has to wait for that no longer. */
export function renew(slot: Slot, nowMs: number): void {
	if (!slot.hasNews)
		slot.contentAtMs = Math.max(slot.contentAtMs, nowMs + SETTLES_IN_MS);
	slot.hasNews = true;
	if (slot.failures === 0) slot.notBeforeMs = 0;
	touch(slot, nowMs);
}

/** True once so much was put back that it is no news any more. */
export function isFoughtOver({ putBacks }: Slot): boolean {
	return putBacks >= PUT_BACK_AT_ONCE;
}

/** How often the same state is put back at once; after that each time later, so that two bots do not fight for ever. */
const PUT_BACK_AT_ONCE = 3;
const PUT_BACK_WAIT_MS = 10_000;
const MAX_PUT_BACK_WAIT_MS = 3_600_000;

/** Takes note of what was shown, and whether it had to be changed without the board having changed. */
export function noteShown(
	slot: Slot,
	{
		version,
		changed,
		nowMs,
	}: { version: number; changed: boolean; nowMs: number },
): void {
	if (slot.version !== version) slot.putBacks = 0;
	else if (changed) slot.putBacks += 1;
	slot.version = version;
	const beyond = slot.putBacks - PUT_BACK_AT_ONCE;
	slot.notBeforeMs =
		beyond < 0
			? 0
			: nowMs + Math.min(MAX_PUT_BACK_WAIT_MS, PUT_BACK_WAIT_MS * 2 ** beyond);
}
