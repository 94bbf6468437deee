import type { DeliveryFacts } from "../../verbs/doctor/github-facts.ts";
import { unlessMissing } from "../api.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import { ONCE } from "./look.ts";

/** What GitHub tells of one attempt to deliver an event. */
export interface Attempt {
	readonly guid: string;
	readonly delivered_at: string;
	readonly event: string;
	readonly status: string;
	readonly status_code: number;
	readonly installation_id: number | null;
}

/** The newest ones; more say no more. */
const NEWEST = 100;
const DAY_MS = 86_400_000;

/** How the newest deliveries for the repository's installation went. */
export async function deliveryFacts(door: DoctorDoor): Promise<DeliveryFacts> {
	const { rest } = await door.app();
	const [{ data }, installation] = await Promise.all([
		rest.apps.listWebhookDeliveries({ per_page: NEWEST, ...ONCE }),
		unlessMissing(() =>
			rest.apps.getRepoInstallation({ ...door.name, ...ONCE }),
		),
	]);
	const sinceMs = door.nowMs() - DAY_MS;
	return countDeliveries(
		(data as readonly Attempt[]).filter(
			({ installation_id, delivered_at }) =>
				installation_id === installation?.data.id &&
				Date.parse(delivered_at) > sinceMs,
		),
	);
}

/** Counts events, not attempts: one that arrived in the end did not fail. `attempts` begins with the newest. */
export function countDeliveries(attempts: readonly Attempt[]): DeliveryFacts {
	const arrived = new Set(attempts.filter(hasArrived).map(({ guid }) => guid));
	const newest = new Map<string, Attempt>();
	for (const attempt of attempts)
		if (!newest.has(attempt.guid)) newest.set(attempt.guid, attempt);
	const events = [...newest.values()];
	const failed = events.filter(({ guid }) => !arrived.has(guid));
	const firstArrived = events.findIndex(({ guid }) => arrived.has(guid));
	const [failure] = failed;
	return {
		total: events.length,
		failed: failed.length,
		failed_last: firstArrived < 0 ? events.length : firstArrived,
		...(failure === undefined ? {} : { newest_failure: failureOf(failure) }),
	};
}

function hasArrived({ status_code }: Attempt): boolean {
	return status_code >= 200 && status_code < 300;
}

function failureOf({ event, delivered_at, status, status_code }: Attempt) {
	return { event, at: delivered_at, status, status_code };
}
