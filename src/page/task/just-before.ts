/** The last moment before another, as the log tells time: in milliseconds. */
export function justBefore(instant: string): string {
	return new Date(Date.parse(instant) - 1).toISOString();
}
