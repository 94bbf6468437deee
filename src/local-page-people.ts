import type { LocalDoor } from "./cli/local-door.ts";
import type { Actor } from "./core/actor.ts";
import { agentOfLogin } from "./core/agent.ts";

/** Whom the page of a repository on this machine may speak as. */
export interface LocalPeople {
	/** The name of whoever opened the page: the first that is offered. */
	readonly own: string;
	/** The account that a name acts with. */
	readonly accountOf: (login: string) => Actor;
	/** Everybody that the board knows of now, with the role that counts. */
	readonly users: () => Promise<
		readonly { readonly name: string; readonly role: string }[]
	>;
}

/** Who reads where git knows nobody: he may look and nothing else. */
const READER: Actor = { id: -1, login: "reader" };

/** Git's user, and the agents that the board knows of: whoever has the repository may speak for any of them. */
export async function localPeople(
	door: Pick<LocalDoor, "who" | "look">,
	agent: string | undefined,
): Promise<LocalPeople> {
	const who = await door.who();
	const own = agent ?? agentOfLogin((who ?? READER).login);
	const role = who === undefined ? "read" : "admin";
	return {
		own,
		accountOf: (login) => ({ ...(who ?? READER), login }),
		async users() {
			const named = await door.look((board) => [
				...Object.keys(board.board?.config.agents ?? {}),
				...board.agents(),
			]);
			return [...new Set([own, ...named])].map((name) => ({ name, role }));
		},
	};
}
