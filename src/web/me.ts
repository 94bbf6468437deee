import type { Caller } from "../engine/board-door.ts";
import { jsonResponse } from "./refusal-response.ts";

/** Tells a caller who he is here: account, agent, and the repositories that he is limited to. */
export function me({ actor, agent, repositories }: Caller): Response {
	return jsonResponse({
		ok: true,
		actor,
		...(agent === undefined ? {} : { agent }),
		...(repositories === undefined ? {} : { repositories }),
	});
}
