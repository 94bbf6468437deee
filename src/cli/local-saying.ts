import { randomUUID } from "node:crypto";
import type { Actor, Role } from "../core/actor.ts";
import { defaultAgent } from "../core/agent.ts";
import type { Answer } from "../engine/answer.ts";
import type { DoorSaying, DoorWait } from "../engine/board-door.ts";
import type { Engine } from "../engine/perform.ts";
import { callerOpId } from "../store/caller-key.ts";

/** Whose command it is. Without an agent the account's own is spoken for. */
export interface Speaker {
	readonly actor: Actor;
	readonly role: Role;
	readonly agent?: string;
}

/** Where there are no accounts, whoever works here is every agent that the config binds to nobody else. */
export function speakerAs(actor: Actor, agent: string | undefined): Speaker {
	return agent === undefined
		? { actor, role: "admin" }
		: { actor: { ...actor, login: agent }, role: "admin", agent };
}

/** Has the engine carry out one command. Throws `STORE_UNAVAILABLE` when it cannot be found out whether it took effect. */
export async function sayAs(
	engine: Engine,
	{ verb, task, step, input = {}, key = randomUUID() }: DoorSaying,
	{ branch, by }: { readonly branch: string; readonly by: Speaker },
): Promise<Answer> {
	const about = task === undefined ? {} : { task };
	const [answer] = await engine.perform([
		{
			...{ verb, input, ...about, ...by },
			...(step === undefined ? {} : { step }),
			opId: callerOpId(by.actor.id, branch, key, {
				...{ verb, ...about, step },
				agent: by.agent,
			}),
		},
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

/** Waits for a task that the speaker can claim. */
export function waitAs(
	engine: Engine,
	wish: DoorWait,
	{ actor, role, agent }: Speaker,
): Promise<Answer> {
	const own = () =>
		engine.peek(({ board }) => defaultAgent(board?.config, actor));
	return engine.wait({ ...wish, actor, role, agent: agent ?? own() });
}
