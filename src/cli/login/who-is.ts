import type { Actor } from "../../core/actor.ts";
import type { Refusal } from "../../core/errors.ts";
import { answerOf } from "../remote/server-answer.ts";
import { askServer, noBaton, type Server } from "../remote/server-request.ts";

/** Who a server takes its caller for. */
export interface Me {
	readonly ok: true;
	readonly actor: Actor;
	readonly agent?: string;
	readonly repositories?: readonly number[];
}

const TIMEOUT_MS = 30_000;

/** Asks a server who it takes its caller for. Throws `STORE_UNAVAILABLE` when it does not answer, or is no server of Baton's. */
export async function whoIs(server: Server): Promise<Me | Refusal> {
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	const reply = await askServer(server, { path: "me", signal });
	const { body } = reply;
	const actor = body.actor as Partial<Actor> | undefined;
	const isKnown =
		typeof actor?.login === "string" && typeof actor.id === "number";
	if (body.ok === true && isKnown) return body as unknown as Me;
	if (body.ok === true) throw noBaton(server.url, reply);
	const answer = answerOf(reply, { verb: "whoami", url: server.url });
	if (!answer.ok) return answer;
	throw noBaton(server.url, reply);
}
