import type { RepositoryApi } from "../api.ts";
import { postponedUntil } from "../budget/postponed.ts";
import { isFinal } from "../final-error.ts";
import { retryWaitMs } from "../retry.ts";
import type { ApartView } from "./apart-view.ts";
import { showApart } from "./content.ts";
import { knownShown, rememberShown } from "./issue-memory.ts";
import type { IssueView } from "./issue-view.ts";
import { mayShow } from "./shedding.ts";
import { type ShowTaskDoor, showTask } from "./show-task.ts";
import { dueAt, lookAnew, type Slot } from "./slot.ts";

/** What showing an issue needs. */
export interface ShowIssueDoor extends ShowTaskDoor {
	readonly api: ShowTaskDoor["api"] & Pick<RepositoryApi, "issue">;
	/** Told of a task whose issue is not there any more. */
	readonly onGone?: ((issue: number) => void) | undefined;
}

/** Compares one issue with what it should show and writes the difference. What fails is tried again when its slot says so. */
export async function showIssue(
	view: IssueView | ApartView,
	slot: Slot,
	door: ShowIssueDoor,
): Promise<void> {
	if (!mayShow("check", slot, door)) return;
	const { heard } = slot;
	try {
		const isPlain = "task" in view && view.edges.length === 0;
		const remembered = isPlain ? knownShown(slot) : undefined;
		slot.isRemembered = remembered !== undefined;
		const shown = remembered ?? (await door.api.issue(view.issue));
		if (shown === undefined) return door.onGone?.(view.issue);
		slot.hasNoComments = shown.comments === 0;
		slot.isStale = false;
		rememberShown(slot, shown, heard);
		if ("task" in view) await showTask(view, shown, { slot, door });
		else await showApart(view, slot, door);
		slot.failures = 0;
	} catch (error) {
		failed(view, slot, { error, door });
	}
}

/** Has the issue looked at again: when there is room, at once where memory may be wrong, else later after each failure. */
function failed(
	{ issue }: ApartView,
	slot: Slot,
	{
		error,
		door: { nowMs, onError },
	}: { readonly error: unknown; readonly door: ShowIssueDoor },
): void {
	const atMs = postponedUntil(error);
	// What was remembered may be wrong by now: it is read before anything is said of it.
	const isDoubtful = slot.isRemembered && isFinal(error);
	lookAnew(slot, atMs ?? (isDoubtful ? nowMs() : Number.POSITIVE_INFINITY));
	if (atMs !== undefined || isDoubtful) return;
	onError(error, `issue ${issue} does not show its task yet`);
	slot.isStale = true;
	if (isFinal(error)) return;
	slot.notBeforeMs = nowMs() + retryWaitMs(slot.failures);
	slot.failures += 1;
	dueAt(slot, nowMs());
}
