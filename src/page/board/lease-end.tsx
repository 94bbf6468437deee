import { nowMs } from "../ui/clock.ts";
import { timeLeft } from "./time-left.ts";

/** When a lease ends, counting down. */
export function LeaseEnd({ until }: { until: string }) {
	const left = timeLeft(Date.parse(until), nowMs.value);
	return (
		<time
			dateTime={until}
			title={`Lease until ${until}`}
			class={left === undefined ? "over" : ""}
		>
			{left ?? "lease over"}
		</time>
	);
}
