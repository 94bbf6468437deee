import type { Actor } from "./actor.ts";
import type { BoardReader } from "./board.ts";
import type { AgentConfig, BoardConfig } from "./config.ts";
import { isAgentName } from "./task.ts";

/** The agent that is named after an account: its login in lower case, `[bot]` and other foreign characters dropped. */
export function agentOfLogin(login: string): string {
	const name = login
		.toLowerCase()
		.replace(/\[bot\]$/, "")
		.replace(/[^a-z0-9-]/g, "-");
	return isAgentName(name) ? name : "agent";
}

/** The names of the agents an account is bound to by config, in config order. Identity is the numeric id. */
export function boundAgents(
	config: BoardConfig,
	actor: Actor,
): readonly string[] {
	return Object.entries(config.agents)
		.filter(([, agent]) => agent.logins.some((login) => login.id === actor.id))
		.map(([name]) => name);
}

/** The agent an account speaks for when it names none: its only binding, else the agent named after it. */
export function defaultAgent(
	config: BoardConfig | undefined,
	actor: Actor,
): string {
	const bound = config === undefined ? [] : boundAgents(config, actor);
	return bound.length === 1 && bound[0] !== undefined
		? bound[0]
		: agentOfLogin(actor.login);
}

/** The agent that is meant by naming an account: the only one that config binds it to, else the one named after it. */
export function agentOfAccount(
	config: BoardConfig | undefined,
	login: string,
): string {
	const bound = Object.entries(config?.agents ?? {}).filter(([, agent]) =>
		agent.logins.some((one) => isSameLogin(one.login, login)),
	);
	return bound.length === 1 && bound[0] !== undefined
		? bound[0][0]
		: agentOfLogin(login);
}

/** True when an account is one of an agent's: bound to it by config, else named like it. */
export function isAccountOf(
	config: BoardConfig | undefined,
	agent: string | undefined,
	login: string,
): boolean {
	if (agent === undefined) return false;
	const logins =
		(config === undefined ? undefined : configOf(config, agent))?.logins ?? [];
	return logins.length > 0
		? logins.some((one) => isSameLogin(one.login, login))
		: agentOfLogin(login) === agent;
}

function isSameLogin(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

/** True when the account may act as the agent: bound to it, or its namesake while config binds that name to nobody. */
export function mayActAs(
	config: BoardConfig,
	actor: Actor,
	agent: string,
): boolean {
	const known = configOf(config, agent);
	if (known !== undefined && known.logins.length > 0)
		return known.logins.some((login) => login.id === actor.id);
	return agentOfLogin(actor.login) === agent;
}

/** What an agent may take and how much of it. */
export interface AgentProfile {
	readonly capabilities: readonly string[];
	readonly roles: readonly string[];
	readonly max_leases: number;
}

/**
 * What counts for an agent: what it registered, and where config names the agent no more than config allows; config alone
 * where it registered nothing. Unknown agents offer nothing and have the default number of leases.
 */
export function profileOf(
	board: Pick<BoardReader, "board" | "agent">,
	agent: string,
): AgentProfile {
	const known =
		board.board === undefined ? undefined : configOf(board.board.config, agent);
	const said = board.agent(agent);
	if (known === undefined)
		return {
			capabilities: said?.capabilities ?? [],
			roles: said?.roles ?? [],
			max_leases: said?.max_leases ?? DEFAULT_MAX_LEASES,
		};
	const within = (allowed: readonly string[], wanted?: readonly string[]) =>
		wanted === undefined
			? allowed
			: allowed.filter((one) => wanted.includes(one));
	return {
		capabilities: within(known.capabilities, said?.capabilities),
		roles: within(known.roles, said?.roles),
		max_leases: Math.min(known.max_leases, said?.max_leases ?? Infinity),
	};
}

/** How many tasks one agent may hold at a time unless config or its own profile says otherwise. */
const DEFAULT_MAX_LEASES = 3;

/** What config says of an agent, if it names it. `constructor` is a name like any other. */
export function configOf(
	config: BoardConfig,
	agent: string,
): AgentConfig | undefined {
	return Object.hasOwn(config.agents, agent) ? config.agents[agent] : undefined;
}
