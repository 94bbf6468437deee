import type { Actor } from "./actor.ts";
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
	const logins = config === undefined ? [] : profileOf(config, agent).logins;
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

/** What config says of an agent; an agent it does not name has no capabilities and the default number of leases. */
export function profileOf(config: BoardConfig, agent: string): AgentConfig {
	return (
		configOf(config, agent) ?? {
			logins: [],
			capabilities: [],
			roles: [],
			max_leases: DEFAULT_MAX_LEASES,
		}
	);
}

/** How many tasks one agent may hold at a time unless config says otherwise. */
const DEFAULT_MAX_LEASES = 3;

/** Only what config itself names: `constructor` is a name like any other. */
function configOf(config: BoardConfig, agent: string): AgentConfig | undefined {
	return Object.hasOwn(config.agents, agent) ? config.agents[agent] : undefined;
}
