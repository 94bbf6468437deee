import { addMs, type Instant } from "./instant.ts";

/** A day in UTC as `2026-11-20`: text order is time order. */
export type Day = string;

const DAY_MS = 86_400_000;

/** The day that an instant is in. */
export function dayOf(instant: Instant): Day {
	return instant.slice(0, 10);
}

/** The first moment of a day. */
export function startOf(day: Day): Instant {
	return `${day}T00:00:00.000Z`;
}

/** The day so many days later, or earlier for a negative count. */
export function addDays(day: Day, count: number): Day {
	return dayOf(addMs(startOf(day), count * DAY_MS));
}

/** So many days up to the one of `now`, oldest first. */
export function lastDays(now: Instant, count: number): readonly Day[] {
	const today = dayOf(now);
	return Array.from({ length: count }, (_, index) =>
		addDays(today, index - count + 1),
	);
}
