/** What a window counts: requests that make content, requests that change something, or points of all of them. */
export type Measure = "content" | "writes" | "points";

/** At most so much of something in any stretch of time. */
export interface WindowLimit {
	readonly of: Measure;
	readonly limit: number;
	readonly spanMs: number;
}

/** What the requests of one installation are held to, beside what GitHub's answers tell. */
export interface Limits {
	readonly windows: readonly WindowLimit[];
	/** So many requests are under way at once. */
	readonly atOnce: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** GitHub allows 100 of everybody's together; there are other processes, and an installation may have more than one App's share. */
const AT_ONCE = 10;

/**
 * GitHub's secondary limits, as its documentation gives them ("Rate limits for the REST API", "About secondary rate limits"): 80
 * requests that generate content a minute and 500 an hour, 900 points a minute, where reading costs 1 and writing 5; and from
 * "Best practices for using the REST API": a second between requests that change something, here kept over stretches of ten.
 */
export const GITHUB_LIMITS: Limits = {
	windows: [
		{ of: "content", limit: 80, spanMs: MINUTE_MS },
		{ of: "content", limit: 500, spanMs: HOUR_MS },
		{ of: "points", limit: 900, spanMs: MINUTE_MS },
		{ of: "writes", limit: 10, spanMs: 10_000 },
	],
	atOnce: AT_ONCE,
};

/** For a server without such limits, where waiting has no use. What its answers ask for is kept to all the same. */
export const NO_LIMITS: Limits = { windows: [], atOnce: AT_ONCE };
