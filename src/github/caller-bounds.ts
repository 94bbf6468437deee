import { type Role, roleCovers } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Caller } from "../engine/board-door.ts";
import type { Engine } from "../engine/perform.ts";
import { mayBotSpeak } from "./bots.ts";

/** Why a caller may not speak at all, or not for the agent that it named, whatever its role; undefined where it may. */
export async function outOfBounds(
	{ actor, agent, isBound }: Caller,
	named: string | undefined,
	engine: Engine,
): Promise<Refusal | undefined> {
	if (isBound === true && named !== undefined && named !== agent)
		return refuse(
			"FORBIDDEN",
			`This token speaks for ${agent ?? "no agent that is named"}, and for nobody else.`,
			"Leave the agent out, or get a token for the other one.",
		);
	if (!actor.login.endsWith("[bot]")) return undefined;
	if (await mayBotSpeak(actor.id, engine)) return undefined;
	return refuse(
		"FORBIDDEN",
		`${actor.login} is a bot that the config does not name.`,
		"A maintainer can add it to an agent's `logins` in `.github/baton.yml`.",
	);
}

/** The role that counts: who writes a workflow may let it say anything in another's name, so it says no more than with write. */
export function roleWithin(role: Role, { via }: Pick<Caller, "via">): Role {
	return via === "actions" && roleCovers(role, "write") ? "write" : role;
}
