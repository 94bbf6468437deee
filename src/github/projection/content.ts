import type { BoardShare } from "../../engine/board-share.ts";
import type { RepositoryApi } from "../api.ts";
import { isAtWall, type TellsOfWall } from "../comment-wall.ts";
import { isFinal } from "../final-error.ts";
import type { HeadApi } from "../head-api.ts";
import { marker } from "../markdown.ts";
import { repliesTo } from "../replies.ts";
import type { ApartView } from "./apart-view.ts";
import { endCheck, showCheck } from "./check-writer.ts";
import type { IssueView } from "./issue-view.ts";
import { notedView } from "./noted-view.ts";
import type { Remark } from "./remark.ts";
import { mayShow, type WritesBudget } from "./shedding.ts";
import { dueAt, type Slot } from "./slot.ts";
import { showStatus } from "./status-writer.ts";
import { sayTruce } from "./truce.ts";
import type { ViewApi } from "./view-api.ts";

/** What decides when content is written, and what is added to it. */
export interface ContentOptions extends WritesBudget, TellsOfWall {}

/** What writing content needs. */
export interface ContentDoor extends ContentOptions {
	readonly api: Pick<RepositoryApi, "hasReply" | "reply">;
	readonly views: ViewApi;
	readonly heads: HeadApi;
	/** By default no other process shows content. */
	readonly share?: BoardShare | undefined;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Comments and checks of one issue are written at most this often. */
const CONTENT_EVERY_MS = 10_000;
/** So many reasons fit into one comment. */
const MAX_REMARKS = 20;

/**
 * Brings comments and check in line: the reason for what was put back first, then the check, then the status comment, and
 * one of them each time. What GitHub will never take keeps back none of the others.
 */
export async function showContent(
	view: IssueView,
	slot: Slot,
	door: ContentDoor,
): Promise<void> {
	const { nowMs, onError, share } = door;
	// What was heard here is explained here; the rest is for the process that leads.
	const writers =
		share?.leads() === false
			? [explain, sayTruce]
			: [explain, sayTruce, check, endFormer, showStatusOf];
	let waits = false;
	for (const write of writers) {
		if (nowMs() < slot.contentAtMs) return dueAt(slot, slot.contentAtMs);
		const isCheck = write === check || write === endFormer;
		if (!mayShow(isCheck ? "check" : "comment", slot, door)) {
			waits = true;
			continue;
		}
		try {
			if (await write(view, slot, door))
				slot.contentAtMs = nowMs() + CONTENT_EVERY_MS;
		} catch (error) {
			if (!isFinal(error) || slot.isRemembered) throw error;
			// An issue that is full stays full: only news of the board is a reason to try again.
			slot.isStale ||= !isAtWall(error);
			onError(error, `issue ${view.issue} cannot show its task`);
		}
	}
	if (!waits) slot.hasNews = false;
}

/** Says of a task that is set apart that it is, in the status comment. Its check and its labels stay as they were. */
export async function showApart(
	view: ApartView,
	slot: Slot,
	door: ContentDoor,
): Promise<void> {
	const { nowMs, share } = door;
	if (share?.leads() === false) return;
	// Nothing is put back while the task cannot be read, so there is nothing to explain, and no check to wait for.
	slot.remarks = [];
	slot.awaitsChecks = false;
	if (nowMs() < slot.contentAtMs) return dueAt(slot, slot.contentAtMs);
	if (!mayShow("comment", slot, door)) return;
	if (await showStatusOf(view, slot, door))
		slot.contentAtMs = nowMs() + CONTENT_EVERY_MS;
	slot.hasNews = false;
}

/** Says why things were put back, in one comment. What cannot be said is let go: the views speak for themselves. */
async function explain(
	{ issue, task, config }: IssueView,
	slot: Slot,
	{ api }: ContentDoor,
): Promise<boolean> {
	const remarks = slot.remarks.slice(0, MAX_REMARKS);
	if (remarks.length === 0) return false;
	const unsaid: Remark[] = [];
	for (const remark of remarks) {
		if (!remark.isPutBack(task, config)) continue;
		const mark = marker("op", remark.answer.opId);
		if (!(await api.hasReply(issue, mark, remark.at))) unsaid.push(remark);
	}
	try {
		for (const body of repliesTo(unsaid.map(({ answer }) => answer)))
			await api.reply(issue, body);
	} catch (error) {
		if (!isFinal(error)) throw error;
		drop(slot, remarks);
		throw error;
	}
	drop(slot, remarks);
	return unsaid.length > 0;
}

function drop(slot: Slot, remarks: readonly Remark[]): void {
	slot.remarks = slot.remarks.filter((remark) => !remarks.includes(remark));
}

async function check(
	view: IssueView,
	slot: Slot,
	{ views, heads, nowMs }: ContentDoor,
): Promise<boolean> {
	if (nowMs() < (slot.shownUntilMs ?? 0)) {
		dueAt(slot, slot.shownUntilMs ?? 0);
		return false;
	}
	const { heard } = slot;
	const shown = await showCheck(view, {
		...{ api: views, heads, memory: slot },
		nowMs: nowMs(),
	});
	slot.awaitsChecks = shown.awaitsChecks;
	// What was heard meanwhile may not be in it: then the check is looked at again.
	if (slot.heard === heard)
		slot.shownUntilMs = shown.againAtMs ?? Number.POSITIVE_INFINITY;
	if (shown.againAtMs !== undefined) dueAt(slot, shown.againAtMs);
	return shown.wrote;
}

/** Ends the checks at heads of before, unless the commit is a task's head again. */
async function endFormer(
	{ task }: IssueView,
	slot: Slot,
	{ views }: ContentDoor,
): Promise<boolean> {
	const former = slot.formerHeads.find((sha) => sha !== task.head?.sha);
	slot.formerHeads = slot.formerHeads.filter((sha) => sha !== former);
	return former === undefined ? false : endCheck(former, views);
}

function showStatusOf(
	view: IssueView | ApartView,
	slot: Slot,
	door: ContentDoor,
): Promise<boolean> {
	return showStatus(notedView(view, slot, door), slot, door.views);
}
