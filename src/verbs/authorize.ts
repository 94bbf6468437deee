import { type Role, roleCovers } from "../core/actor.ts";
import { boundAgents, mayActAs } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Verb } from "./verb.ts";

/** The one rule of who may do what, for every door (protocol section 11). */
export function authorize(
	verb: Verb,
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	if (command.role === "app") return undefined;
	const needed = neededRole(verb, config);
	const isBound =
		needed === "triage" &&
		boundAgents(config, command.actor).includes(command.agent);
	if (!roleCovers(command.role, needed) && !isBound) {
		const who =
			needed === "triage"
				? "triage, or an account bound to the agent in the board's config"
				: needed;
		return refuse(
			"FORBIDDEN",
			`\`${verb.name}\` needs ${who}; ${command.actor.login} has ${command.role}.`,
			"Ask a maintainer of the repository.",
			{ needed, role: command.role },
		);
	}
	if (mayActAs(config, command.actor, command.agent)) return undefined;
	return refuse(
		"FORBIDDEN",
		`${command.actor.login} may not act as ${command.agent}.`,
		"Leave out `as=`, or have the account bound to the agent in the board's config.",
		{
			agent: command.agent,
		},
	);
}

/** The least role that a verb asks for on a board. */
export function neededRole(
	verb: Pick<Verb, "name" | "role">,
	config: Pick<BoardConfig, "permissions">,
): Role {
	return verb.role === "app"
		? "app"
		: ((Object.hasOwn(config.permissions, verb.name)
				? config.permissions[verb.name]
				: undefined) ?? verb.role);
}
