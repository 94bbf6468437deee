import { When } from "../ui/when.tsx";
import { AgentFigures } from "./agent-figures.tsx";
import { AgentHoldings } from "./agent-holdings.tsx";
import type { AgentRow } from "./agent-rows.ts";

const LOOKS = {
	working: ["info", "working"],
	waiting: ["good", "waiting for work"],
	idle: ["", "idle"],
} as const;

/** One agent: whether it is there, what it offers, holds and has done. */
export function AgentCard({ agent }: { agent: AgentRow }) {
	const { name, presence, roles, capabilities, accounts = [] } = agent;
	const [tone, words] = LOOKS[presence];
	return (
		<section class="panel agent" aria-label={name}>
			<header class="row">
				<h2>{name}</h2>
				<span class={`badge ${tone}`}>{words}</span>
				<span class="room" />
				<span class="quiet seen">
					{agent.last_seen === null ? (
						"not seen since the server started"
					) : (
						<>
							seen <When at={agent.last_seen} />
						</>
					)}
				</span>
			</header>
			{accounts.length === 0 ? null : (
				<p class="quiet">Speaks from {accounts.join(", ")}</p>
			)}
			{agent.unreadable === undefined ? null : (
				<p class="badge bad">its record cannot be read: {agent.unreadable}</p>
			)}
			{roles.length + capabilities.length === 0 ? (
				<p class="quiet">Offers nothing in particular</p>
			) : (
				<ul class="row offers" aria-label="Offers">
					{roles.map((role) => (
						<li key={role} class="badge info">
							{role}
						</li>
					))}
					{capabilities.map((capability) => (
						<li key={capability} class="badge">
							{capability}
						</li>
					))}
				</ul>
			)}
			<AgentHoldings agent={agent} />
			<AgentFigures stats={agent.stats} />
		</section>
	);
}
