import { type CheckMemory, forgetCheck } from "./check-memory.ts";
import type { IssueMemory } from "./issue-memory.ts";
import type { Remark } from "./remark.ts";
import type { StatusPlace } from "./status-writer.ts";

/** What the projector remembers of one task's issue. Nothing here outlives the process. */
export interface Slot extends StatusPlace, IssueMemory, CheckMemory {
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
	/** Since when the issue is known to be closed, while it is; since ever, where Baton closed it. */
	sawClosedMs: number | undefined;
	/** The version shown last, how often it had to be put back since, when last, and before which time it is not again. */
	version: number;
	putBacks: number;
	lastPutBackMs: number;
	undoAtMs: number;
	remarks: Remark[];
	/** Reasons given since the version shown last, by whom they were given to. */
	reasons: Set<string>;
	/** Who undid something last, and which label, where it was one. */
	opponent:
		| { readonly by: string; readonly label: string | undefined }
		| undefined;
	/** True once it was said that this version is put back no more at once. */
	hasToldTruce: boolean;
}

export function emptySlot(): Slot {
	return {
		heard: 0,
		dueAtMs: Number.POSITIVE_INFINITY,
		hasNews: false,
		contentAtMs: 0,
		notBeforeMs: 0,
		failures: 0,
		isStale: false,
		awaitsChecks: false,
		formerHeads: [],
		sawClosedMs: undefined,
		version: 0,
		putBacks: 0,
		lastPutBackMs: 0,
		undoAtMs: 0,
		remarks: [],
		reasons: new Set(),
		opponent: undefined,
		hasToldTruce: false,
	};
}

/** Makes the issue due at a time, or earlier if it is already, but never before it may be tried. */
export function dueAt(slot: Slot, ms: number): void {
	slot.dueAtMs = Math.min(slot.dueAtMs, Math.max(ms, slot.notBeforeMs));
}

/** Somebody else did something to the issue: it is looked at as it is, and not as it was left. */
export function lookAnew(slot: Slot, nowMs: number): void {
	slot.heard += 1;
	slot.shown = undefined;
	slot.notAssignable = undefined;
	forgetCheck(slot);
	dueAt(slot, nowMs);
}

/** Another process may have written on the issue: what this one remembers of its own writing counts no more. */
export function forgetWritten(slot: Slot): void {
	slot.heard += 1;
	slot.shown = undefined;
	slot.comment = undefined;
	slot.commentId = undefined;
	forgetCheck(slot);
}

/** Commands often come in twos and threes; content waits so long for the others, labels do not. */
const SETTLES_IN_MS = 1_000;

/**
 * Makes the issue due because the board has changed. Content is left to another process for `leaveMs`.
 */
export function renew(slot: Slot, nowMs: number, leaveMs = 0): void {
	if (!slot.hasNews)
		slot.contentAtMs = Math.max(
			slot.contentAtMs,
			nowMs + SETTLES_IN_MS + leaveMs,
		);
	if (leaveMs > 0) forgetWritten(slot);
	slot.hasNews = true;
	slot.shownUntilMs = undefined;
	dueAt(slot, nowMs);
}

/** How often the same version is put back at once; after that each time later, so that two bots do not fight for ever. */
const PUT_BACK_AT_ONCE = 3;
const PUT_BACK_WAIT_MS = 10 * 60_000;
/** The longest wait, and the time after which an old fight is forgotten: two waits, or it would begin anew after each. */
const MAX_PUT_BACK_WAIT_MS = 3_600_000;
const FORGOTTEN_AFTER_MS = 2 * MAX_PUT_BACK_WAIT_MS;

/** True once so much was put back that it is no news any more. */
export function isFoughtOver({ putBacks }: Slot): boolean {
	return putBacks >= PUT_BACK_AT_ONCE;
}

/** True while what somebody undid waits to be put back. Commands that change no version, such as refusals, end no truce. */
export function isInTruce(slot: Slot, version: number, nowMs: number): boolean {
	return slot.version === version && nowMs < slot.undoAtMs;
}

/** Somebody did what does not stand: the reason is kept to be said, to each of them once for a version. */
export function noteRemark(slot: Slot, remark: Remark): void {
	const { by, label, answer } = remark;
	if (by !== undefined) slot.opponent = { by, label };
	const reason = `${by ?? ""} ${answer.message}`;
	if (isFoughtOver(slot) || slot.reasons.has(reason)) return;
	slot.reasons.add(reason);
	slot.remarks.push(remark);
}

function endTruce(slot: Slot): void {
	slot.putBacks = 0;
	slot.undoAtMs = 0;
	slot.hasToldTruce = false;
	slot.reasons.clear();
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
	const isOldFight =
		slot.putBacks > 0 && nowMs - slot.lastPutBackMs > FORGOTTEN_AFTER_MS;
	if (slot.version !== version || isOldFight) endTruce(slot);
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
