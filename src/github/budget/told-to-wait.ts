import { MINUTE_MS } from "./limits.ts";
import { type Moment, quotaIn } from "./quota.ts";
import type { Refusal } from "./refusal.ts";

/** GitHub turned a request away, with no effect, because there were too many. */
export interface ToldToWait {
	readonly limit: "primary" | "secondary";
	/** By the clock that never goes back. */
	readonly untilMs: number;
}

/** A pause that GitHub gives no length for is at least a minute long, twice that after each one in a row, an hour at most. */
const LEAST_MS = MINUTE_MS;
const MOST_MS = 60 * MINUTE_MS;
/** A length that GitHub gives is kept to; one beyond a day is a mistake. */
const MOST_GIVEN_MS = 24 * 60 * MINUTE_MS;

/** What a refusal says about limits, or undefined where it is about something else. `inRow` pauses went before. */
export function toldToWait(
	{ status, message, headers }: Omit<Refusal, "hadEffect">,
	inRow: number,
	at: Moment,
): ToldToWait | undefined {
	if (status !== 403 && status !== 429) return undefined;
	const after = Number(headers["retry-after"]);
	const isTimed = headers["retry-after"] !== undefined && after >= 0;
	const { nowMs } = at;
	const quota = quotaIn(headers, at);
	if (quota?.remaining === 0 && !isTimed)
		return {
			limit: "primary",
			untilMs: Math.min(
				Math.max(quota.resetMs, nowMs + 1_000),
				nowMs + MOST_MS,
			),
		};
	const isLimit =
		status === 429 || isTimed || /rate limit|abuse/i.test(message);
	if (!isLimit) return undefined;
	const waitMs = isTimed
		? Math.min(MOST_GIVEN_MS, Math.max(1_000, after * 1_000))
		: Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(inRow, 10));
	return { limit: "secondary", untilMs: nowMs + waitMs };
}
