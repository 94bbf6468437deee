import type { ActionsKey } from "./actions-issuer.ts";
import type { Answer, Call } from "./call.ts";
import type { Callers } from "./callers.ts";
import type { Database } from "./database.ts";
import type { DeliveryLosses } from "./delivery-losses.ts";
import type { Hooks } from "./hooks.ts";
import type { Identities } from "./identities.ts";
import type { Limits } from "./limits.ts";
import type { Mirror } from "./mirror.ts";
import type { RestFaults } from "./rest-faults.ts";
import type { Tables } from "./tables.ts";

/** Everything that a route may work on. */
export interface World {
	/** Public address, without a slash at the end. */
	readonly url: string;
	/** `<url>/api/v3`. */
	readonly apiUrl: string;
	readonly db: Database;
	readonly tables: Tables;
	readonly identities: Identities;
	readonly callers: Callers;
	readonly hooks: Hooks;
	readonly losses: DeliveryLosses;
	readonly faults: RestFaults;
	readonly limits: Limits;
	/** What proves that an order to misbehave comes from whoever started this. */
	readonly controlToken: string;
	/** What Actions signs identity tokens with. */
	readonly actionsKey: () => ActionsKey;
	readonly mirror: Mirror;
	/** The present moment, ISO 8601 in whole seconds. */
	now(): string;
	/** Lets the emulator answer a call, which may differ from the one that came in. */
	emulate(call: Call): Promise<Answer>;
}

/** The emulator's answer to a GET by the same caller; undefined unless it is a 200. */
export async function readThrough(
	world: World,
	call: Pick<Call, "caller">,
	path: string,
): Promise<unknown> {
	const answer = await world.emulate({
		method: "GET",
		path,
		query: new URLSearchParams(),
		body: undefined,
		raw: Buffer.alloc(0),
		accept: undefined,
		caller: call.caller,
	});
	return answer.status === 200 ? answer.body : undefined;
}
