import { durationMs } from "../../core/duration.ts";
import { type GateFacts, NO_CODE } from "../../core/gate.ts";
import { checksOf } from "../../core/gate-source.ts";
import { fromMs, toMs } from "../../core/instant.ts";
import { isOpen } from "../../core/status.ts";
import { gatherGateFacts } from "../gates.ts";
import type { HeadApi } from "../head-api.ts";
import type { CheckMemory } from "./check-memory.ts";
import { formerCheck, type HeadCheck, headCheck } from "./head-check.ts";
import type { IssueView } from "./issue-view.ts";
import type { OwnCheck, ViewApi } from "./view-api.ts";

/** What bringing a check in line came to. */
export interface CheckShown {
	readonly wrote: boolean;
	/** True while the check waits for others. */
	readonly awaitsChecks: boolean;
	/** When a check that is still running will have run too long, so that the view changes by itself. */
	readonly againAtMs?: number;
}

/**
 * Brings Baton's check on the task's head in line with the board and with what GitHub says of the gates now. A head that is
 * gone shows nothing.
 */
export async function showCheck(
	{ task, config, atHead, plans }: IssueView,
	{
		api,
		heads,
		memory,
		nowMs,
	}: { api: ViewApi; heads: HeadApi; memory: CheckMemory; nowMs: number },
): Promise<CheckShown> {
	const [first, ...others] = atHead;
	if (task.head === undefined || first === undefined)
		return { wrote: false, awaitsChecks: false };
	const { sha } = task.head;
	const gated = atHead.find(
		({ status, labels }) => isOpen(status) && !labels.includes(NO_CODE),
	);
	const facts =
		gated === undefined
			? undefined
			: await gatherGateFacts(heads, config, gated);
	// The news of another head is on its way; its check comes with it.
	if (facts?.head !== undefined && facts.head.sha !== sha)
		return { wrote: false, awaitsChecks: true };
	// A commit that is gone, or that the default branch has already, says nothing about this task.
	const { state } = facts?.head ?? {};
	const isSilent =
		facts?.merged_before === true ||
		(state !== undefined && state !== "merged" && facts?.guarded === undefined);
	if (isSilent) return { wrote: false, awaitsChecks: false };
	const wanted = headCheck([first, ...others], {
		sha,
		config,
		facts,
		plans,
		now: fromMs(nowMs),
	});
	const { own } = memory;
	const isKnown = own?.sha === sha && !isSame(own, wanted);
	const shown = isKnown ? own : await api.check(sha);
	const wrote = shown === undefined || !isSame(shown, wanted);
	// Whatever becomes of the write, what was there before is no news any more.
	memory.own = undefined;
	if (wrote) {
		const { heard } = memory;
		const id = await api.saveCheck(wanted, reusable(shown, wanted));
		// Somebody who was heard meanwhile may have changed it after us.
		if (memory.heard === heard) memory.own = { ...wanted, id };
	}
	const awaitsChecks = wanted.status !== "completed";
	return { wrote, awaitsChecks, ...againAt(facts, config.gates, nowMs) };
}

/**
 * Ends Baton's check at a commit that is no task's head any more, so that nothing there seems to wait. True when it had to be
 * written.
 */
export async function endCheck(sha: string, api: ViewApi): Promise<boolean> {
	const shown = await api.check(sha);
	if (shown === undefined || shown.conclusion === "neutral") return false;
	await api.saveCheck(formerCheck(sha), shown.id);
	return true;
}

/** A check that has ended is not begun again: the next run is a new one. */
function reusable(
	shown: OwnCheck | undefined,
	wanted: HeadCheck,
): number | undefined {
	const wouldReopen =
		shown?.status === "completed" && wanted.status !== "completed";
	return wouldReopen ? undefined : shown?.id;
}

function isSame(shown: OwnCheck, wanted: HeadCheck): boolean {
	return (
		shown.status === wanted.status &&
		shown.conclusion === wanted.conclusion &&
		shown.title === wanted.title &&
		shown.summary === wanted.summary &&
		shown.externalId === wanted.externalId
	);
}

function againAt(
	facts: GateFacts | undefined,
	gates: IssueView["config"]["gates"],
	nowMs: number,
): { readonly againAtMs?: number } {
	const ends = (facts?.checks ?? []).flatMap((run) => {
		const { name, app, status, started_at } = run;
		if (status === "completed" || started_at === undefined) return [];
		return Object.values(gates)
			.filter((gate) =>
				checksOf(gate).some(
					(check) => check.name === name && check.app === app,
				),
			)
			.map(({ timeout }) => toMs(started_at) + durationMs(timeout) + 1);
	});
	const next = Math.min(...ends.filter((ms) => ms > nowMs));
	return Number.isFinite(next) ? { againAtMs: next } : {};
}
