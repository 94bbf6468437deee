import { type Finding, finding } from "./finding.ts";
import type { DeliveryFacts } from "./github-facts.ts";

/** So many failures in a row are no accident. */
const FAILS_FOR_GOOD = 5;

/** How much of GitHub's news does not arrive. */
export function deliveryFindings(facts: DeliveryFacts): readonly Finding[] {
	const { total, failed, failed_last, newest_failure: failure } = facts;
	if (failed === 0 || failure === undefined) return [];
	const isForGood = failed_last >= FAILS_FOR_GOOD || failed_last === total;
	const when = isForGood ? ", the newest ones without exception" : "";
	return [
		finding(isForGood ? "error" : "warning", "webhook-failing", {
			what: `${failed} of the last ${total} deliveries failed${when}; the last failure was ${failure.event} at ${failure.at}: ${failure.status} (${failure.status_code}). What they told of is found by the sweep, up to five minutes late.`,
			fix: "Look whether GitHub can reach the address, whether its certificate is valid, and whether WEBHOOK_SECRET is the App's: 401 means it is not.",
		}),
	];
}
