import { useEffect, useRef } from "preact/hooks";
import { theme } from "../shell/theme.ts";
import type { ChartWish } from "./charts.ts";
import type { DayFigures } from "./measured.ts";
import { useDark } from "./use-dark.ts";
import { useWidth } from "./use-width.ts";

const HEIGHT = 200;

/** A chart of figures by day. The table beside it says the same, so nobody needs to see it. */
export function DayChart(given: {
	readonly chart: ChartWish;
	readonly days: readonly DayFigures[];
}) {
	const { chart, days } = given;
	const frame = useRef<HTMLDivElement>(null);
	const width = useWidth(frame);
	const isDark = useDark();
	const shown = JSON.stringify(days);
	useEffect(() => {
		const into = frame.current;
		if (into === null || width === 0) return undefined;
		let isOver = false;
		let end: (() => void) | undefined;
		void import("./plot.ts").then(({ plot }) => {
			if (!isOver) end = plot({ into, chart, days, width, height: HEIGHT });
		});
		return () => {
			isOver = true;
			end?.();
		};
	}, [chart, shown, width, isDark, theme.value]);
	return <div class="chart" ref={frame} aria-hidden="true" />;
}
