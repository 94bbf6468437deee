import { counted, UNKNOWN } from "../ui/figures.ts";
import { lengthOfTime } from "../ui/relative-time.ts";
import type { Measured, Percentiles } from "./measured.ts";
import { NumberTable } from "./number-table.tsx";

/** How long tasks take, and how long they stand. */
export function TimeTable({ measured }: { measured: Measured }) {
	const { lead_time_ms, cycle_time_ms, time_blocked_ms, days } = measured;
	return (
		<NumberTable
			title="Times"
			about={`Lead time is from the task's begin to done, cycle time from its first claim; both since the board began. Time blocked is of the last ${days} days.`}
			columns={["", "half within", "75 %", "90 %", "95 %", "tasks"]}
			rows={[
				row("Lead time", lead_time_ms),
				row("Cycle time", cycle_time_ms),
				row("Time blocked", time_blocked_ms),
			]}
			empty="A task that is done fills this."
		/>
	);
}

function row(name: string, times: Percentiles | null): readonly string[] {
	const { p50, p75, p90, p95, count } = times ?? {};
	return [name, ...[p50, p75, p90, p95].map(spelled), counted(count)];
}

function spelled(ms: number | null | undefined): string {
	return ms === null || ms === undefined ? UNKNOWN : lengthOfTime(ms);
}
