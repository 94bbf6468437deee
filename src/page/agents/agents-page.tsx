import { board } from "../state/board.ts";
import { Unanswered } from "../ui/unanswered.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { useQuery } from "../ui/use-query.ts";
import { AgentCard } from "./agent-card.tsx";
import { type AgentTold, agentRows } from "./agent-rows.ts";

/** Presence is in no commit, so it is looked at now and then. */
const ASKING = {
	...{ fields: { limit: 200 }, newsMs: 500, everyMs: 10_000 },
} as const;

/** Who works on the board, on what, and how well. */
export function AgentsPage() {
	const told = useAnswer<{
		readonly agents: readonly AgentTold[];
		readonly count: number;
	}>("agents", ASKING);
	const [{ q = "" }, change] = useQuery();
	const now = board.value;
	const cards =
		now !== undefined && "columns" in now
			? now.columns.flatMap((column) => column.cards)
			: [];
	if (told?.ok !== true)
		return (
			<main id="content" class="page agents">
				<h1>Agents</h1>
				<Unanswered why={told} />
			</main>
		);
	const { agents, count } = told.data;
	const rows = agentRows(agents, cards, q);
	const working = rows.filter(({ presence }) => presence === "working").length;
	const waiting = rows.filter(({ presence }) => presence === "waiting").length;
	return (
		<main id="content" class="page agents">
			<div class="row">
				<h1>Agents</h1>
				<p class="quiet" role="status">
					{rows.length} of {count}: {working} working, {waiting} waiting for
					work
				</p>
				<span class="room" />
				<input
					type="search"
					aria-label="Filter agents"
					placeholder="Name, role or capability"
					value={q}
					onInput={({ currentTarget }) => change({ q: currentTarget.value })}
				/>
			</div>
			{rows.length > 0 ? (
				<div class="cards">
					{rows.map((row) => (
						<AgentCard key={row.name} agent={row} />
					))}
				</div>
			) : (
				<p class="panel">
					{count === 0
						? "Nobody has worked on this board yet. An agent is here as soon as it claims a task, registers, or is named by the config."
						: "No agent is named like that, or offers it."}
				</p>
			)}
		</main>
	);
}
