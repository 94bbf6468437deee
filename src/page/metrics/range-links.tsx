import { useLocation } from "preact-iso";
import { RANGES } from "./charts.ts";

/** How far back the days go. */
export function RangeLinks({ days }: { days: number }) {
	const { path } = useLocation();
	return (
		<nav class="row ranges" aria-label="Range of days">
			{RANGES.map((range) => (
				<a
					key={range}
					class="button"
					href={`${path}?days=${range}`}
					aria-current={range === days ? "true" : undefined}
				>
					{range} days
				</a>
			))}
		</nav>
	);
}
