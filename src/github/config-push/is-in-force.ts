import type { BoardConfig } from "../../core/config.ts";
import { canonicalJson } from "../../store/canonical-json.ts";
import { parseConfig } from "./parse-config.ts";

/**
 * True when a config file says what the board works by already. Accounts are compared by name, so that nobody is looked up: whom
 * a login meant was settled when the config was taken in.
 */
export function isInForce(text: string, config: BoardConfig): boolean {
	const parsed = parseConfig(text);
	if (!parsed.ok) return false;
	const written = withNames(parsed.file as never, (login) => String(login));
	const kept = withNames(config as never, (actor) =>
		String(Object(actor).login),
	);
	return canonicalJson(written) === canonicalJson(kept);
}

interface WithAccounts<Account> {
	readonly agents: Readonly<
		Record<string, { readonly logins: readonly Account[] }>
	>;
	readonly gates: Readonly<
		Record<
			string,
			{ readonly statuses?: readonly { readonly creator: Account }[] }
		>
	>;
}

/** A config with names in lower case in place of accounts: GitHub does not tell them apart by case. */
function withNames<Account>(
	config: WithAccounts<Account>,
	name: (account: Account) => string,
): object {
	const named = (account: Account) => name(account).toLowerCase();
	const agents = Object.entries(config.agents).map(([key, agent]) => [
		key,
		{ ...agent, logins: agent.logins.map(named) },
	]);
	const gates = Object.entries(config.gates).map(([key, gate]) => [
		key,
		{
			...gate,
			statuses: gate.statuses?.map((status) => ({
				...status,
				creator: named(status.creator),
			})),
		},
	]);
	return {
		...config,
		agents: Object.fromEntries(agents),
		gates: Object.fromEntries(gates),
	};
}
