const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A length of time in two units at most: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function lengthOfTime(ms: number): string {
	const whole = Math.max(0, ms);
	if (whole < MINUTE_MS) return `${Math.floor(whole / SECOND_MS)} s`;
	if (whole < HOUR_MS) return `${Math.floor(whole / MINUTE_MS)} min`;
	if (whole < DAY_MS) return inTwo(whole, [HOUR_MS, "h"], [MINUTE_MS, "min"]);
	return inTwo(whole, [DAY_MS, "d"], [HOUR_MS, "h"]);
}

function inTwo(
	ms: number,
	[bigMs, big]: readonly [number, string],
	[smallMs, small]: readonly [number, string],
): string {
	const many = Math.floor(ms / bigMs);
	const rest = Math.floor((ms % bigMs) / smallMs);
	return rest === 0 ? `${many} ${big}` : `${many} ${big} ${rest} ${small}`;
}

/** When something was or will be, as seen at `nowMs`: `just now`, `4 min ago`, `in 2 h`. */
export function relativeTime(at: string, nowMs: number): string {
	const ms = Date.parse(at) - nowMs;
	if (Number.isNaN(ms)) return at;
	if (Math.abs(ms) < 5 * SECOND_MS) return "just now";
	return ms < 0 ? `${lengthOfTime(-ms)} ago` : `in ${lengthOfTime(ms)}`;
}
