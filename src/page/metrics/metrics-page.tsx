import { Unanswered } from "../ui/unanswered.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { useQuery } from "../ui/use-query.ts";
import { exactTime } from "../ui/when.tsx";
import { CHARTS, daysOf } from "./charts.ts";
import { DaySection } from "./day-section.tsx";
import { GateFigures } from "./gate-figures.tsx";
import type { Measured } from "./measured.ts";
import { RangeLinks } from "./range-links.tsx";
import { SummaryFigures } from "./summary-figures.tsx";
import { TimeTable } from "./time-table.tsx";
import { WorkerTables } from "./worker-tables.tsx";

/** How fast work flows, what holds it up and what it costs. */
export function MetricsPage() {
	const [query] = useQuery();
	const days = daysOf(query.days);
	const told = useAnswer<Measured>("metrics", {
		...{ fields: { days }, newsMs: 1_500, everyMs: 60_000 },
	});
	return (
		<main id="content" class="page metrics">
			<div class="row">
				<h1>Metrics</h1>
				<span class="room" />
				<RangeLinks days={days} />
			</div>
			{told?.ok === true ? (
				<Shown measured={told.data} />
			) : (
				<Unanswered why={told} />
			)}
		</main>
	);
}

function Shown({ measured }: { measured: Measured }) {
	const { whole_from, by_day } = measured;
	const isWhole = whole_from !== null && by_day[0]?.claims !== null;
	return (
		<>
			{isWhole ? null : (
				<p class="panel quiet" role="status">
					{whole_from === null
						? "The log could not be read just now: claims, losses, tokens, cost and time blocked are missing."
						: `Claims, losses, tokens, cost and time blocked are known from ${exactTime(whole_from)} on.`}
				</p>
			)}
			<SummaryFigures measured={measured} />
			{CHARTS.map((chart) => (
				<DaySection key={chart.title} chart={chart} days={by_day} />
			))}
			<div class="halves">
				<TimeTable measured={measured} />
				<GateFigures measured={measured} />
			</div>
			<WorkerTables measured={measured} />
		</>
	);
}
