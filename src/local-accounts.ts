import type { AccountOfAgent } from "./access/loopback-guard.ts";
import { refuse } from "./core/errors.ts";
import { isAgentName } from "./core/task.ts";
import type { Forge } from "./forge/start-forge.ts";

/** What is asked of the GitHub on this machine. */
export type LocalGitHub = Pick<
	Forge,
	"account" | "members" | "tokens" | "apps" | "url"
>;

/**
 * On the local GitHub an agent is the account of its name. New names get one, with write access to `repository`
 * (`owner/name`), as long as there is room.
 */
export function localAccounts(
	forge: LocalGitHub,
	repository: string,
): AccountOfAgent {
	return (agent) => {
		const account = isAgentName(agent)
			? forge.account(agent, repository)
			: undefined;
		if (account !== undefined) return account;
		const people = Object.keys(forge.tokens).filter(
			(login) => !(login in forge.apps),
		);
		return refuse(
			"UNAUTHENTICATED",
			`There is no account ${JSON.stringify(agent.slice(0, 63))} here, and none can be made.`,
			`Say in the header x-baton-agent who speaks: ${people.join(", ")}, or another name of lower-case letters, digits and single dashes.`,
			{ known: people },
		);
	};
}
