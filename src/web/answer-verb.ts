import type { Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor, Caller, OpenBoardDoor } from "../engine/board-door.ts";
import type { Verb } from "../verbs/verb.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { methodResponse } from "./method-response.ts";
import { queryFields } from "./query-fields.ts";
import { readBody } from "./read-body.ts";
import { jsonResponse, refusalResponse } from "./refusal-response.ts";
import { type Said, sayingOf } from "./saying-of.ts";
import { verbOf } from "./verb-of.ts";
import { waitWish } from "./wait-wish.ts";

/** One request to a verb of a board, as far as it was looked at. */
export interface VerbCall {
	readonly request: Request;
	readonly place: BoardDoor["place"];
	/** The last part of the path. */
	readonly verb: string;
	readonly caller: Caller;
	/** Ends what is parked: the caller is gone, or the server ends. */
	readonly ending: AbortSignal;
}

/** Says a verb to a board for a caller, and answers what it came to. Throws as the door does. */
export async function answerVerb(
	call: VerbCall,
	open: OpenBoardDoor,
): Promise<Response> {
	const verb = verbOf(call.verb);
	if ("ok" in verb) return refusalResponse(verb);
	const { request } = call;
	const allowed = verb.reads === true ? ["GET", "HEAD", "POST"] : ["POST"];
	const strange = methodResponse(request.method, allowed);
	if (strange !== undefined) return strange;
	const said = await saidIn(request, verb);
	if ("status" in said) return refusalResponse(said.refusal, said);
	if ("ok" in said) return refusalResponse(said);
	const key = idempotencyKey(request.headers);
	if ("ok" in key) return refusalResponse(key);
	const door = await open(call.place, call.caller);
	if ("ok" in door) return refusalResponse(door);
	const answer =
		verb.name === "wait"
			? await waitAt(door, said, call)
			: await door.say({ ...said, ...key });
	return answer.ok ? jsonResponse(answer) : refusalResponse(answer);
}

async function saidIn(request: Request, verb: Verb) {
	const query = new URL(request.url).searchParams;
	const found =
		request.method === "POST"
			? await readBody(request, query)
			: queryFields(verb, query);
	return "fields" in found ? sayingOf(verb, found.fields) : found;
}

async function waitAt(
	door: BoardDoor,
	said: Said,
	{ request, ending }: VerbCall,
): Promise<Answer | Refusal> {
	const wish = waitWish(said);
	if ("ok" in wish) return wish;
	// Who asks for the headers alone is not kept waiting for a body.
	const timeoutMs = request.method === "HEAD" ? 0 : wish.timeoutMs;
	return door.wait({ ...wish, timeoutMs, signal: ending });
}
