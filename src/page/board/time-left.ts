/** How long it is until a moment, as a card says it: `9:41`, `2 h 05 min`, `3 days`; undefined when it is over. */
export function timeLeft(untilMs: number, nowMs: number): string | undefined {
	const seconds = Math.ceil((untilMs - nowMs) / 1_000);
	if (seconds <= 0) return undefined;
	const [minutes, hours] = [
		Math.floor(seconds / 60),
		Math.floor(seconds / 3_600),
	];
	if (hours < 1) return `${minutes}:${twoDigits(seconds % 60)}`;
	if (hours < 48) return `${hours} h ${twoDigits(minutes % 60)} min`;
	return `${Math.floor(hours / 24)} days`;
}

function twoDigits(number: number): string {
	return String(number).padStart(2, "0");
}
