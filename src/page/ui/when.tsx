import { nowMs, slowNowMs } from "./clock.ts";
import { lengthOfTime, relativeTime } from "./relative-time.ts";

const exact = new Intl.DateTimeFormat(undefined, {
	dateStyle: "medium",
	timeStyle: "long",
});

/** How long ago something was or how soon it will be; the exact time shows on hovering. */
export function When({ at }: { at: string }) {
	// The slow clock may be behind what has just happened.
	const now = Math.max(slowNowMs.value, Math.min(Date.parse(at), Date.now()));
	return (
		<time dateTime={at} title={exactTime(at)}>
			{relativeTime(at, now)}
		</time>
	);
}

/** Counts down to a moment, second by second in its last two minutes. */
export function Countdown({ to }: { to: string }) {
	const isNear = Date.parse(to) - slowNowMs.value < 150_000;
	const left = Date.parse(to) - (isNear ? nowMs : slowNowMs).value;
	return (
		<time dateTime={to} title={exactTime(to)}>
			{left > 0 ? `${spelled(left)} left` : "over"}
		</time>
	);
}

function spelled(ms: number): string {
	return ms < 120_000 ? `${Math.ceil(ms / 1_000)} s` : lengthOfTime(ms);
}

/** A moment with date, time and zone, as this browser's user writes them. */
export function exactTime(at: string): string {
	const ms = Date.parse(at);
	return Number.isNaN(ms) ? at : exact.format(ms);
}
