import type { Card } from "../state/card.ts";

/** What was measured of an agent; rates are shares of 1, null where nothing was counted. */
export interface AgentStats {
	readonly claims: number;
	readonly completions: number;
	readonly first_pass_rate: number | null;
	readonly mean_handle_ms: number | null;
	readonly lease_losses: number;
	readonly failures: number;
	readonly tokens: {
		readonly input: number;
		readonly output: number;
		readonly cost_usd?: number;
	};
}

/** An agent as the `agents` verb tells of it. */
export interface AgentTold {
	readonly name: string;
	readonly accounts?: readonly string[];
	readonly capabilities: readonly string[];
	readonly roles: readonly string[];
	readonly max_leases: number;
	/** Without `until` it holds steps of the task's plan. */
	readonly leases: readonly {
		readonly task: string;
		readonly until?: string;
	}[];
	readonly stats?: AgentStats;
	readonly unreadable?: string;
	readonly last_seen: string | null;
	readonly waiting: boolean;
}

/** Something that an agent holds now. */
export interface Holding {
	readonly task: string;
	readonly title?: string;
	readonly step?: string;
	readonly until?: string;
}

export type Presence = "working" | "waiting" | "idle";

/** An agent with what it holds. */
export interface AgentRow extends AgentTold {
	readonly holds: readonly Holding[];
	readonly presence: Presence;
}

const ORDER: readonly Presence[] = ["working", "waiting", "idle"];

/**
 * Agents as they are shown: those that work before those that wait, and whoever was seen last before the others. `filter` is part of
 * a name, a role or a capability.
 */
export function agentRows(
	told: readonly AgentTold[],
	cards: readonly Card[],
	filter: string,
): readonly AgentRow[] {
	const byKey = new Map(cards.map((card) => [card.key, card]));
	const wanted = filter.trim().toLowerCase();
	return told
		.filter(({ name, roles, capabilities }) =>
			[name, ...roles, ...capabilities].some((text) =>
				text.toLowerCase().includes(wanted),
			),
		)
		.map((agent) => {
			const holds = agent.leases.flatMap((lease) =>
				holdingsOf(agent.name, lease, byKey.get(lease.task)),
			);
			return { ...agent, holds, presence: presenceOf(agent, holds) };
		})
		.sort(
			(a, b) =>
				ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence) ||
				(b.last_seen ?? "").localeCompare(a.last_seen ?? "") ||
				a.name.localeCompare(b.name),
		);
}

function presenceOf(agent: AgentTold, holds: readonly Holding[]): Presence {
	if (holds.length > 0) return "working";
	return agent.waiting ? "waiting" : "idle";
}

/** The task itself, or the steps of its plan that the agent holds. */
function holdingsOf(
	agent: string,
	lease: AgentTold["leases"][number],
	card: Card | undefined,
): readonly Holding[] {
	const { task } = lease;
	const about = { task, ...(card === undefined ? {} : { title: card.title }) };
	const steps = (card?.plan?.holders ?? [])
		.filter((holder) => holder.agent === agent)
		.map(({ step, until }) => ({ ...about, step, until }));
	if (lease.until === undefined && steps.length > 0) return steps;
	return [
		{ ...about, ...(lease.until === undefined ? {} : { until: lease.until }) },
		...steps,
	];
}
