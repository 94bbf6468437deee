import type { Loss } from "./delivery-losses.ts";
import type { Fault } from "./rest-faults.ts";
import { type RunResult, tellOfRun } from "./workflow-run.ts";
import type { World } from "./world.ts";

/**
 * How this GitHub is made to misbehave, and what it is made to tell of without doing it. It is no part of GitHub's API: only
 * whoever started the forge, on the same machine, can give these orders.
 *
 * - `lose-deliveries`: the next `count` webhooks of an event do not arrive, or all until `deliver`.
 * - `fail-requests`: the next `count` REST requests fail, or all until `answer`; git is left alone.
 * - `tell-of-run`: sends `workflow_run.completed` as if Actions had run something.
 */
export type Control =
	| ({ readonly kind: "lose-deliveries" } & Loss)
	| { readonly kind: "deliver" }
	| ({ readonly kind: "fail-requests" } & Fault)
	| { readonly kind: "answer" }
	| ({ readonly kind: "tell-of-run" } & RunResult);

/** Carries an order out. Throws when there are too many of them, or for a repository, person or commit that is not there. */
export async function obey(world: World, control: Control): Promise<void> {
	switch (control.kind) {
		case "lose-deliveries":
			return world.losses.add(control);
		case "deliver":
			return world.losses.clear();
		case "fail-requests":
			return world.faults.add(control);
		case "answer":
			return world.faults.clear();
		case "tell-of-run":
			return tellOfRun(world, control);
	}
}
