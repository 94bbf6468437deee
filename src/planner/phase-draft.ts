import type { StepDraft } from "../core/plan/plan.ts";

/** A step before it has an id. `after` are places of steps in the same phase that it waits for. */
export interface DraftStep extends Omit<StepDraft, "depends_on"> {
	readonly after: readonly number[];
}

/** A phase before it has an id, a gate and models. */
export interface DraftPhase {
	readonly name: string;
	readonly steps: readonly DraftStep[];
	/** True when its steps change what a gate can judge. */
	readonly changes: boolean;
}

/** A step of a role. Without `after` it waits for none of its phase. */
export function stepOf(
	role: string,
	{
		task,
		outcome,
		after = [],
	}: {
		readonly task: string;
		readonly outcome: string;
		readonly after?: readonly number[];
	},
): DraftStep {
	return { role, task, expected_outcome: outcome, after };
}
