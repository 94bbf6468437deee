import { HOUR_MS } from "./limits.ts";

/** Headers of an answer, by name in lower case. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

/** The same moment by a clock that never goes back, and by the wall's. */
export interface Moment {
	readonly nowMs: number;
	readonly wallMs: number;
}

/** What GitHub's answers told of the primary limit of one kind of requests: `core`, `graphql`, `search`. */
export interface Quota {
	readonly resource: string;
	readonly limit: number;
	readonly remaining: number;
	/** The end of the hour as GitHub wrote it, in seconds: it names the hour. */
	readonly reset: number;
	/** When it is whole again, by the clock that never goes back. */
	readonly resetMs: number;
}

/** What an answer tells of a primary limit, or undefined where it tells nothing. */
export function quotaIn(headers: Headers, at: Moment): Quota | undefined {
	const limit = number(headers["x-ratelimit-limit"]);
	const remaining = number(headers["x-ratelimit-remaining"]);
	const reset = number(headers["x-ratelimit-reset"]);
	if (limit === undefined || remaining === undefined || reset === undefined)
		return undefined;
	// By GitHub's own clock, so that ours may be wrong. No hour lasts longer: a time beyond that is a mistake.
	const theirsMs = Date.parse(String(headers.date ?? ""));
	const leftMs = reset * 1_000 - (theirsMs || at.wallMs);
	return {
		resource: String(headers["x-ratelimit-resource"] ?? "core"),
		limit,
		remaining,
		reset,
		resetMs: at.nowMs + Math.min(HOUR_MS, leftMs),
	};
}

/** The newer of two: within one hour the one with less left, since answers overtake each other. */
export function newerQuota(known: Quota | undefined, told: Quota): Quota {
	if (known?.reset !== told.reset) return told;
	return told.remaining < known.remaining ? told : known;
}

function number(value: string | number | undefined): number | undefined {
	const found =
		value === undefined || value === "" ? Number.NaN : Number(value);
	return Number.isFinite(found) && found >= 0 ? found : undefined;
}
