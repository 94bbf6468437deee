import { Hono } from "hono";
import type { GuardedEnv } from "../access/access-options.ts";
import { endingWith } from "../engine/ending.ts";
import { answerEvents } from "./answer-events.ts";
import { answerVerb } from "./answer-verb.ts";
import type { ApiOptions } from "./api-options.ts";
import { me } from "./me.ts";
import { methodResponse } from "./method-response.ts";
import { StreamSeats } from "./stream-seats.ts";

/** The HTTP API behind its guard; belongs below `/api/v1`. What its doors throw it throws. */
export function apiRoutes(options: ApiOptions): Hono<GuardedEnv> {
	const { open, closing } = options;
	const seats = new StreamSeats();
	const app = new Hono<GuardedEnv>();
	app.all(
		"/me",
		(c) => methodResponse(c.req.method, ["GET", "HEAD"]) ?? me(c.var.caller),
	);
	app.all("/boards/:owner/:repo/:board/events", (c) => {
		const { caller } = c.var;
		const call = { request: c.req.raw, place: c.req.param(), caller };
		return answerEvents(call, { ...options, seats });
	});
	app.all("/boards/:owner/:repo/:board/:verb", async (c) => {
		const { verb, ...place } = c.req.param();
		const request = c.req.raw;
		const ending = endingWith([request.signal, closing]);
		const { caller } = c.var;
		const call = { request, place, verb, caller, ending: ending.signal };
		return answerVerb(call, open).finally(ending.release);
	});
	return app;
}
