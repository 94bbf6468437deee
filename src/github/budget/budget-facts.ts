import { fromMs } from "../../core/instant.ts";
import { HOUR_MS, MINUTE_MS } from "./limits.ts";
import type { BudgetState } from "./may-write.ts";
import type { Moment } from "./quota.ts";
import { usedIn, type Window } from "./window.ts";

/** How one installation stands with GitHub's limits. What is not known, or not limited, is absent. */
export interface BudgetFacts {
	/** Of the primary limit as GitHub told it last; `reset` is an instant. */
	readonly primary?: {
		readonly limit: number;
		readonly remaining: number;
		readonly reset: string;
	};
	/** Requests of this process that made content, and how many it allows itself. */
	readonly content?: {
		readonly last_minute: number;
		readonly per_minute: number;
		readonly last_hour: number;
		readonly per_hour: number;
	};
	/** Until when nothing is sent because GitHub asked for that. */
	readonly breaker_until?: string;
}

/** The facts that a state holds; instants are by the wall's clock. */
export function factsOf(
	{ windows, primary, brokenUntilMs }: BudgetState,
	{ nowMs, wallMs }: Moment,
): BudgetFacts {
	const instant = (ms: number) => fromMs(Math.round(ms - nowMs + wallMs));
	const content = (spanMs: number) =>
		windows.find(
			(window) => window.of === "content" && window.spanMs === spanMs,
		);
	return {
		...(primary === undefined || primary.resetMs <= nowMs
			? {}
			: {
					primary: {
						limit: primary.limit,
						remaining: primary.remaining,
						reset: instant(primary.resetMs),
					},
				}),
		...contentOf(content(MINUTE_MS), content(HOUR_MS), nowMs),
		...(brokenUntilMs > nowMs ? { breaker_until: instant(brokenUntilMs) } : {}),
	};
}

function contentOf(
	minute: Window | undefined,
	hour: Window | undefined,
	nowMs: number,
): Pick<BudgetFacts, "content"> {
	if (minute === undefined || hour === undefined) return {};
	return {
		content: {
			last_minute: usedIn(minute, nowMs),
			per_minute: minute.limit,
			last_hour: usedIn(hour, nowMs),
			per_hour: hour.limit,
		},
	};
}
