import { signedFetch } from "../login/signed-fetch.ts";
import { openRemoteDoor, type RemoteDoor } from "../remote-door.ts";
import type { Terminal } from "../terminal.ts";
import type { NamedServer } from "./named-server.ts";

/** The door to a board on the server that a command line names, as whoever is signed in there. */
export function openServerDoor(
	{ url, place }: NamedServer,
	{ env = {}, nowMs }: Pick<Terminal, "env" | "nowMs">,
	agent: string | undefined,
): RemoteDoor {
	const signed = signedFetch(url, { env, nowMs });
	return openRemoteDoor({ url, place, agent, nowMs, fetch: signed });
}
