import type { Caller } from "./callers.ts";

const HOUR_MS = 3_600_000;
const PER_HOUR = 5000;
const PER_HOUR_WITHOUT_NAME = 60;

/** What is left of an hour's requests. */
export interface Quota {
	readonly limit: number;
	readonly used: number;
	readonly remaining: number;
	/** Seconds since the epoch. */
	readonly reset: number;
}

/**
 * Counts requests by the hour, which starts with the first one: an installation's together whatever its tokens, a person's, an
 * App's as itself, and those of nobody in particular.
 */
export interface Limits {
	quotaOf(caller: Caller | undefined): Quota;
	spend(caller: Caller | undefined): void;
	/**
	 * Whether an App's requests are used up. People are counted and never refused: here one of them stands for the many who
	 * would use a real GitHub.
	 */
	isSpent(caller: Caller | undefined): boolean;
}

/** Makes the count; `clock` tells milliseconds since the epoch. */
export function createLimits(
	clock: () => number,
	perHour: number = PER_HOUR,
): Limits {
	const hours = new Map<string, { readonly endMs: number; used: number }>();
	const hourOf = (caller: Caller | undefined) => {
		const key = keyOf(caller);
		const known = hours.get(key);
		if (known !== undefined && known.endMs > clock()) return known;
		const started = { endMs: clock() + HOUR_MS, used: 0 };
		hours.set(key, started);
		return started;
	};
	const quotaOf = (caller: Caller | undefined) => {
		const { endMs, used } = hourOf(caller);
		const limit = caller === undefined ? PER_HOUR_WITHOUT_NAME : perHour;
		const remaining = Math.max(0, limit - used);
		return { limit, used, remaining, reset: Math.ceil(endMs / 1000) };
	};
	return {
		quotaOf,
		spend(caller) {
			hourOf(caller).used++;
		},
		isSpent(caller) {
			const isApp = caller?.kind === "installation" || caller?.kind === "app";
			return isApp && quotaOf(caller).remaining === 0;
		},
	};
}

function keyOf(caller: Caller | undefined): string {
	if (caller === undefined) return "nobody";
	if (caller.kind === "installation")
		return `installation ${caller.grant.installationId}`;
	return caller.kind === "app" ? `app ${caller.slug}` : `user ${caller.login}`;
}

/** The headers that every answer tells a quota with. */
export function quotaHeaders(quota: Quota): Record<string, string> {
	return {
		"x-ratelimit-limit": `${quota.limit}`,
		"x-ratelimit-remaining": `${quota.remaining}`,
		"x-ratelimit-reset": `${quota.reset}`,
		"x-ratelimit-used": `${quota.used}`,
		"x-ratelimit-resource": "core",
	};
}
