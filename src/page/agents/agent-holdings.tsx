import { usePlace } from "../shell/use-place.ts";
import { pathOf } from "../state/place.ts";
import { Countdown } from "../ui/when.tsx";
import type { AgentRow } from "./agent-rows.ts";

/** What an agent holds now, and how long it still does. */
export function AgentHoldings({ agent }: { agent: AgentRow }) {
	const place = usePlace();
	const { holds, max_leases } = agent;
	return (
		<>
			<h3>
				Holds {holds.length} <span class="quiet">of at most {max_leases}</span>
			</h3>
			{holds.length === 0 ? null : (
				<ul class="holds">
					{holds.map(({ task, title, step, until }) => (
						<li key={`${task} ${step ?? ""}`} data-task={task}>
							<a href={place && pathOf(place, `/task/${task}`)}>
								#{task} {title}
								{step === undefined ? "" : `, step ${step}`}
							</a>
							<span class="quiet">
								{until === undefined ? (
									"steps of its plan"
								) : (
									<Countdown to={until} />
								)}
							</span>
						</li>
					))}
				</ul>
			)}
		</>
	);
}
