import type { Engine } from "../engine/perform.ts";

/** Bots act only where config names them: anybody may write an App that comments. */
export function mayBotSpeak(id: number, engine: Engine): Promise<boolean> {
	return engine.inspect(({ board }) =>
		Object.values(board?.config.agents ?? {}).some((agent) =>
			agent.logins.some((login) => login.id === id),
		),
	);
}
