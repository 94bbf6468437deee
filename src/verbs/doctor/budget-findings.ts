import { type Finding, finding } from "./finding.ts";
import type { BudgetsFound } from "./github-facts.ts";

/** Below this share of the primary limit it is time to say so. */
const LITTLE = 0.1;
/** From this share of a budget for content on views come late. */
const MUCH = 0.8;
/** A push that waits longer is worth a word. */
const LONG_WAIT_MS = 30_000;

/** Which of GitHub's limits, or of those that Baton keeps to because of them, slow it down now. */
export function budgetFindings(facts: BudgetsFound): readonly Finding[] {
	return [
		...primaryFindings(facts),
		...breakerFindings(facts),
		...contentFindings(facts),
		...pushFindings(facts),
	];
}

function primaryFindings({ primary }: BudgetsFound): readonly Finding[] {
	if (primary === undefined) return [];
	const { limit, remaining, reset } = primary;
	if (remaining > limit * LITTLE) return [];
	return [
		finding(remaining === 0 ? "error" : "warning", "requests-low", {
			what: `${remaining} of ${limit} requests are left until ${reset}. Commands go first; what is shown comes late.`,
			fix: "Wait until then. If it happens often, look whether another program uses this App's installation.",
		}),
	];
}

function breakerFindings({ breaker_until }: BudgetsFound): readonly Finding[] {
	if (breaker_until === undefined) return [];
	return [
		finding("warning", "breaker-open", {
			what: `GitHub has asked for a pause (a secondary limit): until ${breaker_until} only what cannot wait is sent.`,
			fix: "There is nothing to do: everything is caught up afterwards.",
		}),
	];
}

function contentFindings({ content }: BudgetsFound): readonly Finding[] {
	if (content === undefined) return [];
	const { last_minute, per_minute, last_hour, per_hour } = content;
	if (last_minute < per_minute * MUCH && last_hour < per_hour * MUCH) return [];
	return [
		finding("warning", "content-low", {
			what: `${last_minute} of ${per_minute} writes of this minute and ${last_hour} of ${per_hour} of this hour are used. Project fields, labels, comments and checks wait, in this order; commands do not.`,
			fix: "There is nothing to do: what waits is shown as soon as there is room.",
		}),
	];
}

function pushFindings({ pushes }: BudgetsFound): readonly Finding[] {
	if (pushes === undefined || pushes.next_in_ms < LONG_WAIT_MS) return [];
	return [
		finding("advice", "pushes-paced", {
			what: `The next push waits ${Math.ceil(pushes.next_in_ms / 1_000)} s: the board pushes at most ${pushes.per_minute} times a minute, many commands at once.`,
			fix: "GitHub advises 6; `pushes_per_minute` in the config allows more.",
		}),
	];
}
