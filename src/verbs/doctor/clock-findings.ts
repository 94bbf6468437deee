import { type Finding, finding } from "./finding.ts";

/** A larger difference of clocks is worth a word. */
const WORTH_SAYING_MS = 10_000;
/** From here on nothing is written (protocol section 3). */
const STOPS_AT_MS = 60_000;

/** What is wrong with this machine's clock, which is so many milliseconds away from the remote's. */
export function clockFindings(skewMs = 0): readonly Finding[] {
	const awayMs = Math.abs(skewMs);
	if (awayMs < WORTH_SAYING_MS) return [];
	const severity = awayMs > STOPS_AT_MS ? "error" : "warning";
	return [
		finding(severity, "clock-skew", {
			what: `This machine's clock is ${Math.round(awayMs / 1_000)} s away from the remote's. From 60 s on nothing is written.`,
			fix: "Set it, and keep it set by NTP.",
		}),
	];
}
