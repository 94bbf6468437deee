import type { Instant } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import type { AppSays } from "./app-says.ts";
import { overdueLeases } from "./overdue.ts";

/** What leases are ended with. `mayHaveLeft` tells of a task that something may have been said about that was not heard yet. */
export interface ReapDoor {
	readonly engine: Engine;
	readonly say: AppSays;
	readonly mayHaveLeft: (task: TaskKey) => boolean;
}

/** Ends leases whose grace is over at a time up to which everything was heard, but for what was left. */
export async function reap(
	now: Instant,
	{ engine, say, mayHaveLeft }: ReapDoor,
): Promise<void> {
	for (const { key, step, fence } of await overdueLeases(engine, now)) {
		// It may have been a heartbeat.
		if (mayHaveLeft(key)) continue;
		await say(
			"expire",
			{ fence },
			step === undefined
				? { opId: `e${key}:${fence}`, task: key }
				: { opId: `e${key}:${digits(step)}:${fence}`, task: key, step },
		);
	}
}

/** A step's id in the characters of an op id. */
function digits(step: string): string {
	return step.replace(".", ":");
}
