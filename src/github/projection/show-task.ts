import type { IssueRecord } from "../api.ts";
import { isFinal } from "../final-error.ts";
import { type ContentDoor, showContent } from "./content.ts";
import { notingViews } from "./issue-memory.ts";
import {
	type IssueView,
	type KnownLabels,
	showAssignee,
	showLabels,
	showState,
} from "./issue-view.ts";
import type { RelationWriter } from "./relation-writer.ts";
import { mayShow } from "./shedding.ts";
import { dueAt, isInTruce, noteShown, type Slot } from "./slot.ts";
import { waitsForReason } from "./unexplained-closing.ts";

/** What showing a task needs. */
export interface ShowTaskDoor extends ContentDoor {
	/** Asks for a look at what people did: something was changed that nobody has told of yet. */
	readonly onUnexplained: () => void;
	/** True when everything that people did up to a time was heard; by default it counts as heard after a second. */
	readonly hasHeard?: ((untilMs: number) => boolean) | undefined;
	readonly edges: Pick<RelationWriter, "show">;
	readonly known: KnownLabels;
}

/** An issue as it is, and what it is brought in line with. */
interface Showing {
	readonly slot: Slot;
	readonly door: ShowTaskDoor;
}

/** Brings labels, state, assignee and relations of a task's issue in line, then comments and check, as far as there is room. */
export async function showTask(
	view: IssueView,
	shown: IssueRecord,
	{ slot, door }: Showing,
): Promise<void> {
	const { nowMs } = door;
	const { version } = view.task;
	if (isInTruce(slot, version, nowMs())) dueAt(slot, slot.undoAtMs);
	else if (mayShow("labels", slot, door)) {
		const changed = await showParts(view, shown, { slot, door });
		noteShown(slot, { version, changed, nowMs: nowMs() });
	}
	await showContent(view, slot, door);
}

/** Each part by itself: one that GitHub will never take must not keep back the others. True when any had to be changed. */
async function showParts(
	view: IssueView,
	shown: IssueRecord,
	{ slot, door }: Showing,
): Promise<boolean> {
	const { known } = door;
	const views = notingViews(door.views, slot);
	const parts = [
		() => showLabels(view, shown, { api: views, known, memory: slot }),
		async () => {
			if (waitsForReason(view.task, shown, { ...door, slot })) return false;
			const changed = await showState(view, shown, views);
			if (changed)
				slot.sawClosedMs = shown.isClosed
					? undefined
					: Number.NEGATIVE_INFINITY;
			return changed;
		},
		() => showAssignee(view, shown, views),
		async () => {
			const { changed, againAtMs } = await door.edges.show(view.edges, shown);
			dueAt(slot, againAtMs);
			if (changed) slot.shown = undefined;
			return changed;
		},
	];
	let changed = false;
	for (const part of parts) {
		try {
			changed = (await part()) || changed;
		} catch (error) {
			if (!isFinal(error) || slot.isRemembered) throw error;
			slot.isStale = true;
			slot.shown = undefined;
			door.onError(error, `issue ${view.issue} cannot show its task`);
		}
	}
	return changed;
}
