import { Spoken } from "../ui/spoken.tsx";
import { type ChartWish, dayWords, isEmpty } from "./charts.ts";
import { DayChart } from "./day-chart.tsx";
import type { DayFigures } from "./measured.ts";

/** Figures by day: a chart, and beside it the numbers. */
export function DaySection(given: {
	readonly chart: ChartWish;
	readonly days: readonly DayFigures[];
}) {
	const { chart, days } = given;
	const id = `by-day-${chart.title.toLowerCase().replaceAll(" ", "-")}`;
	return (
		<section class="panel by-day" aria-labelledby={id}>
			<header class="row">
				<h2 id={id}>{chart.title}</h2>
				<span class="row keys" aria-hidden="true">
					{chart.series.map(({ name, colour }) => (
						<span key={name} class={`key ${colour.slice(2)}`}>
							{name}
						</span>
					))}
				</span>
			</header>
			{isEmpty(days, chart) ? (
				<p class="quiet empty">
					<Spoken text={chart.empty} />
				</p>
			) : (
				<div class="pair">
					<DayChart chart={chart} days={days} />
					<DayTable chart={chart} days={days} />
				</div>
			)}
		</section>
	);
}

function DayTable(given: {
	readonly chart: ChartWish;
	readonly days: readonly DayFigures[];
}) {
	const { chart, days } = given;
	return (
		<section
			class="scroll"
			aria-label={`${chart.title} by day, table`}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
			tabIndex={0}
		>
			<table>
				<thead>
					<tr>
						<th scope="col">Day</th>
						{chart.series.map(({ name }) => (
							<th key={name} scope="col" class="number">
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{[...days].reverse().map((day) => (
						<tr key={day.day}>
							<th scope="row">
								<time dateTime={day.day} title={day.day}>
									{dayWords(day.day)}
								</time>
							</th>
							{chart.series.map(({ name, figure }) => (
								<td key={name} class="number">
									{chart.write(day[figure])}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
