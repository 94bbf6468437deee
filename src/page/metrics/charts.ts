import { counted, inDollars } from "../ui/figures.ts";
import type { DayFigures } from "./measured.ts";

type Figure = Exclude<keyof DayFigures, "day">;

/** One line or row of bars: a figure of each day, the word for it and its colour token. */
export interface Series {
	readonly figure: Figure;
	readonly name: string;
	readonly colour: string;
}

/** Figures of each day that belong together. */
export interface ChartWish {
	readonly title: string;
	readonly series: readonly Series[];
	readonly write: (value: number | null) => string;
	/** Said where there is nothing on any of the days. */
	readonly empty: string;
}

/** What is drawn by day. */
export const CHARTS: readonly ChartWish[] = [
	{
		title: "Throughput",
		series: [
			{ figure: "done", name: "done", colour: "--good" },
			{ figure: "created", name: "new", colour: "--info" },
		],
		write: counted,
		empty:
			"No task came or ended in these days: `/enroll` and `/done` fill this.",
	},
	{
		title: "Claims and losses",
		series: [
			{ figure: "claims", name: "claims", colour: "--accent" },
			{ figure: "lease_losses", name: "leases lost", colour: "--warn" },
			{ figure: "failures", name: "failures", colour: "--bad" },
		],
		write: counted,
		empty: "Nobody claimed a task in these days: `/claim` fills this.",
	},
	{
		title: "Tokens",
		series: [{ figure: "tokens", name: "tokens", colour: "--accent" }],
		write: counted,
		empty:
			"No tokens were told in these days: `/heartbeat tokens=1200/300` and the results of steps fill this.",
	},
	{
		title: "Cost",
		series: [{ figure: "cost_usd", name: "US dollars", colour: "--warn" }],
		write: inDollars,
		empty: "No cost was told in these days: `/heartbeat cost=0.02` fills this.",
	},
];

/** The figures of one series, oldest first. */
export function valuesOf(
	days: readonly DayFigures[],
	{ figure }: Series,
): readonly (number | null)[] {
	return days.map((day) => day[figure]);
}

/** True where there is nothing to draw. */
export function isEmpty(
	days: readonly DayFigures[],
	{ series }: ChartWish,
): boolean {
	return series.every((one) => valuesOf(days, one).every((value) => !value));
}

/** Days that may be asked for, by the words for them. */
export const RANGES = [7, 14, 30, 90] as const;
const USUAL = 14;

/** The number of days that the address asks for. */
export function daysOf(said: string | undefined): number {
	const days = Number(said);
	return Number.isSafeInteger(days) && days >= 1 && days <= 90 ? days : USUAL;
}

/** A day such as `2026-11-20` as a number of seconds, at noon of this browser's zone so that it stays that day. */
export function noonOf(day: string): number {
	return new Date(`${day}T12:00:00`).getTime() / 1_000;
}

const short = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

/** A day such as `Nov 20`. */
export function dayWords(day: string): string {
	return dayWordsAt(noonOf(day));
}

/** The same of a moment, in seconds. */
export function dayWordsAt(seconds: number): string {
	return short.format(seconds * 1_000);
}
