import type { Instant } from "../core/instant.ts";
import type { Engine } from "../engine/perform.ts";
import type { AppSays } from "./app-says.ts";
import { overdueLeases } from "./overdue.ts";

/** Ends leases whose grace is over. To be called after everything that their holders said has been heard. */
export async function reap(
	engine: Engine,
	now: Instant,
	say: AppSays,
): Promise<void> {
	for (const { key, step, fence } of await overdueLeases(engine, now))
		await say(
			"expire",
			{ fence },
			step === undefined
				? { opId: `e${key}:${fence}`, task: key }
				: { opId: `e${key}:${digits(step)}:${fence}`, task: key, step },
		);
}

/** A step's id in the characters of an op id. */
function digits(step: string): string {
	return step.replace(".", ":");
}
