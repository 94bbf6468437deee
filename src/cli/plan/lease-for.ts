import type { BoardReader } from "../../core/board.ts";
import { durationMs } from "../../core/duration.ts";
import { findStep } from "../../core/plan/lookup.ts";
import type { TaskKey } from "../../core/task.ts";

/** What a lease lasts where a config says nothing of it. */
const USUAL_MS = 600_000;
/** What it lasts here instead. */
const LONG = "2h";

/**
 * How long to ask for a step: nothing renews a lease here while a worker is at it, so it has to last for all of the work.
 * Undefined where the step or the board says how long itself.
 */
export function leaseFor(
	board: BoardReader,
	task: TaskKey,
	step: string,
): string | undefined {
	const plan = board.plan(task);
	const lease = board.board?.config.lease;
	if (plan === undefined || lease === undefined) return undefined;
	const found = findStep(plan, step);
	const isSaid =
		!found.ok ||
		found.step.timeout !== undefined ||
		durationMs(lease.default) !== USUAL_MS;
	if (isSaid) return undefined;
	return durationMs(lease.max) < durationMs(LONG) ? lease.max : LONG;
}
