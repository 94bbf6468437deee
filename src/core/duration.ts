const UNIT_MS: Readonly<Record<string, number>> = {
	s: 1_000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
};

/** Milliseconds of a duration such as `30s`, `10m`, `24h` or `7d`; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
	const match = /^([1-9][0-9]{0,5})(s|m|h|d)$/.exec(text);
	const unitMs = match?.[2] === undefined ? undefined : UNIT_MS[match[2]];
	return unitMs === undefined ? undefined : Number(match?.[1]) * unitMs;
}

/** Milliseconds of a duration that was validated when it was taken in; anything else is a defect and throws. */
export function durationMs(text: string): number {
	const ms = parseDuration(text);
	if (ms === undefined)
		throw new Error(`not a duration: ${JSON.stringify(text)}`);
	return ms;
}
