import type { DeliveryApi, DeliveryRecord } from "./delivery-api.ts";

/** How far back GitHub lets deliveries be repeated. */
const KEPT_MS = 3 * 86_400_000;
/** Events found in one go, and attempts read for that; of those that succeeded as many as are found. */
const MOST_FOUND = 5_000;
const MOST_READ = 50_000;

/** What no list of GitHub's has: who edited a text, pressed a button, moved a card. What else happened the sweep finds. */
const ONLY_TOLD: ReadonlySet<string> = new Set([
	"issues.edited",
	"check_run.requested_action",
	"check_run.rerequested",
	"projects_v2_item.edited",
	"issues.deleted",
	"issues.transferred",
	"pull_request_review.submitted",
	"pull_request_review.dismissed",
]);

/**
 * The last attempt of events of the past three days of which none arrived, those first that are told of in no other way, then
 * older before newer. What `isSettled` says of an event's last attempt holds for the event: GitHub goes on listing what failed
 * once, and older ones stand behind. Attempts that succeeded are looked for as far back as the oldest that is found.
 */
export async function lostDeliveries(
	api: DeliveryApi,
	{
		nowMs,
		isSettled,
	}: {
		readonly nowMs: number;
		readonly isSettled: (attempt: DeliveryRecord) => boolean;
	},
): Promise<readonly DeliveryRecord[]> {
	const lost = new Map<string, DeliveryRecord>();
	const settled = new Set<string>();
	const since = { sinceMs: nowMs - KEPT_MS, most: MOST_READ };
	let oldestMs = nowMs;
	for await (const attempt of recent(api, "failure", since)) {
		const { guid, deliveredAt } = attempt;
		if (lost.has(guid) || settled.has(guid)) continue;
		if (isSettled(attempt)) settled.add(guid);
		else {
			lost.set(guid, attempt);
			oldestMs = Date.parse(deliveredAt);
		}
		if (lost.size >= MOST_FOUND) break;
	}
	if (lost.size === 0) return [];
	const later = { sinceMs: oldestMs, most: MOST_FOUND };
	for await (const { guid } of recent(api, "success", later)) lost.delete(guid);
	return [...lost.values()].sort(
		(a, b) => rank(a) - rank(b) || a.deliveredAt.localeCompare(b.deliveredAt),
	);
}

async function* recent(
	api: DeliveryApi,
	outcome: "failure" | "success",
	{ sinceMs, most }: { readonly sinceMs: number; readonly most: number },
): AsyncIterable<DeliveryRecord> {
	let read = 0;
	for await (const attempt of api.attempts(outcome)) {
		if (++read > most || Date.parse(attempt.deliveredAt) < sinceMs) return;
		yield attempt;
	}
}

function rank({ event, action }: DeliveryRecord): number {
	const isOnlyTold =
		ONLY_TOLD.has(`${event}.${action}`) ||
		event === "sub_issues" ||
		event === "issue_dependencies";
	return isOnlyTold ? 0 : 1;
}
