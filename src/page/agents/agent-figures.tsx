import { counted, inDollars, inPercent, UNKNOWN } from "../ui/figures.ts";
import { lengthOfTime } from "../ui/relative-time.ts";
import type { AgentStats } from "./agent-rows.ts";

/** What was measured of an agent since the board began. */
export function AgentFigures({ stats }: { stats: AgentStats | undefined }) {
	if (stats === undefined)
		return <p class="quiet">Nothing was measured of it yet.</p>;
	const { mean_handle_ms: handleMs, tokens } = stats;
	const figures = [
		["done", counted(stats.completions)],
		["first pass", inPercent(stats.first_pass_rate)],
		["mean time", handleMs === null ? UNKNOWN : lengthOfTime(handleMs)],
		["claims", counted(stats.claims)],
		["leases lost", counted(stats.lease_losses)],
		["failures", counted(stats.failures)],
		["tokens", counted(tokens.input + tokens.output)],
		["cost", inDollars(tokens.cost_usd)],
	] as const;
	return (
		<dl class="figures">
			{figures.map(([name, figure]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{figure}</dd>
				</div>
			))}
		</dl>
	);
}
