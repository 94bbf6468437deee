/** A moment as `2026-11-20T19:30:00.000Z`: always UTC, always milliseconds, so that text order is time order. */
export type Instant = string;

/** Milliseconds since the epoch. Throws on text that is no instant: instants are checked where they come in. */
export function toMs(instant: Instant): number {
	const ms = Date.parse(instant);
	if (Number.isNaN(ms))
		throw new Error(`not an instant: ${JSON.stringify(instant)}`);
	return ms;
}

/** The instant at so many milliseconds since the epoch. */
export function fromMs(ms: number): Instant {
	return new Date(ms).toISOString();
}

export function addMs(instant: Instant, ms: number): Instant {
	return fromMs(toMs(instant) + ms);
}

export function later(a: Instant, b: Instant): Instant {
	return a > b ? a : b;
}

export function earlier(a: Instant, b: Instant): Instant {
	return a < b ? a : b;
}

/** `19:40Z`, for a commit subject. */
export function clockTime(instant: Instant): string {
	return `${instant.slice(11, 16)}Z`;
}
