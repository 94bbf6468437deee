import UPlot from "uplot";
import { type ChartWish, dayWordsAt, noonOf, valuesOf } from "./charts.ts";
import type { DayFigures } from "./measured.ts";

const DAY_S = 86_400;
const MOST_TICKS_PX = 64;

/** What is to be drawn, and where. */
export interface PlotWish {
	readonly into: HTMLElement;
	readonly chart: ChartWish;
	readonly days: readonly DayFigures[];
	readonly width: number;
	readonly height: number;
}

/** Draws bars by day in the colours of the theme, until the function that it answers is called. */
export function plot(wish: PlotWish): () => void {
	const { into, chart, days, width, height } = wish;
	const colour = (token: string) => resolved(into, token);
	const axis: UPlot.Axis = {
		stroke: colour("--quiet"),
		font: "11px system-ui, sans-serif",
		grid: { stroke: colour("--line"), width: 1 },
		ticks: { show: false },
	};
	const drawn = new UPlot(
		{
			...{ width, height },
			legend: { show: false },
			cursor: { show: false },
			scales: {
				x: { range: (_, from, to) => [from - DAY_S / 2, to + DAY_S / 2] },
				y: { range: (_, __, most) => [0, Math.max(1e-9, most) * 1.1] },
			},
			axes: [
				{
					...axis,
					grid: { show: false },
					size: 28,
					splits: () => ticksOf(days, width),
					values: (_, at) => at.map(dayWordsAt),
				},
				{
					...axis,
					size: 52,
					values: (_, at) => at.map((value) => labelOf(chart, value)),
				},
			],
			series: [
				{},
				...chart.series.map((one, index) => ({
					label: one.name,
					fill: colour(one.colour),
					stroke: colour(one.colour),
					width: 0,
					points: { show: false },
					paths: barsBeside(index, chart.series.length),
				})),
			],
		},
		[
			days.map(({ day }) => noonOf(day)),
			...chart.series.map((one) => [...valuesOf(days, one)]),
		],
		into,
	);
	return () => drawn.destroy();
}

/** Bars of several series stand beside each other on their day. */
function barsBeside(index: number, count: number): UPlot.Series.PathBuilder {
	const { bars } = UPlot.paths;
	if (bars === undefined) throw new Error("this build of uPlot has no bars");
	const share = 0.8 / count;
	return bars({
		align: 1,
		disp: {
			x0: {
				unit: 1,
				values: (plotted) =>
					Array.from(
						plotted.data[0],
						(noon) => noon + (index - count / 2) * share * DAY_S,
					),
			},
			size: {
				unit: 1,
				values: (plotted) =>
					Array.from(plotted.data[0], () => share * 0.92 * DAY_S),
			},
		},
	});
}

function ticksOf(days: readonly DayFigures[], width: number): number[] {
	const step = Math.ceil(days.length / Math.max(1, width / MOST_TICKS_PX));
	return days
		.filter((_, index) => (days.length - 1 - index) % step === 0)
		.map(({ day }) => noonOf(day));
}

function labelOf({ write }: ChartWish, value: number): string {
	const isWhole = Number.isInteger(value);
	// A part of a task cannot be done.
	return isWhole || write(0) !== "0" ? write(value) : "";
}

/** A colour token as the canvas takes it: the theme's own, whatever it is made of. */
function resolved(at: HTMLElement, token: string): string {
	const probe = document.createElement("span");
	probe.style.color = `var(${token})`;
	at.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}
