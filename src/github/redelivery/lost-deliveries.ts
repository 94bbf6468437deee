import type { DeliveryApi, DeliveryRecord } from "./delivery-api.ts";

/** How far back GitHub lets deliveries be repeated. */
const KEPT_MS = 3 * 86_400_000;
/** Attempts looked at in one go, of each outcome. */
const MOST_READ = 5_000;

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
 * The last attempt of every event of the past three days of which none arrived, those first that are told of in no other way,
 * then older before newer. Attempts that succeeded are looked for as far back as the oldest that failed.
 */
export async function lostDeliveries(
	api: DeliveryApi,
	nowMs: number,
): Promise<readonly DeliveryRecord[]> {
	const lost = new Map<string, DeliveryRecord>();
	let oldestMs = nowMs;
	for await (const attempt of recent(api, "failure", nowMs - KEPT_MS)) {
		if (!lost.has(attempt.guid)) lost.set(attempt.guid, attempt);
		oldestMs = Date.parse(attempt.deliveredAt);
	}
	if (lost.size === 0) return [];
	for await (const { guid } of recent(api, "success", oldestMs))
		lost.delete(guid);
	return [...lost.values()].sort(
		(a, b) => rank(a) - rank(b) || a.deliveredAt.localeCompare(b.deliveredAt),
	);
}

async function* recent(
	api: DeliveryApi,
	outcome: "failure" | "success",
	sinceMs: number,
): AsyncIterable<DeliveryRecord> {
	let read = 0;
	for await (const attempt of api.attempts(outcome)) {
		if (++read > MOST_READ || Date.parse(attempt.deliveredAt) < sinceMs) return;
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
