import type { BoardReader } from "../../core/board.ts";
import type { Command } from "../../core/command.ts";
import type { Draft } from "../../core/draft.ts";
import { isStepHolder } from "../../core/plan/lease.ts";
import { stepsOf } from "../../core/plan/plan.ts";
import { renewStep } from "../../core/plan/steps.ts";

/** Any command of a holder renews the leases it has on steps of the task, unless the command was about the lease itself. */
export function renewSteps(
	draft: Draft,
	before: BoardReader,
	command: Command,
): void {
	const { task: key } = command;
	const config = draft.board?.config;
	const earlier =
		key === undefined || before.task(key) === undefined
			? undefined
			: before.plan(key);
	if (key === undefined || earlier === undefined || config === undefined)
		return;
	const wasHeld = new Map(
		stepsOf(earlier).map(({ id, lease }) => [id, lease?.expires_at]),
	);
	let plan = draft.plan(key) ?? earlier;
	for (const { id, lease } of stepsOf(plan)) {
		if (lease === undefined || !isStepHolder(lease, command)) continue;
		if (wasHeld.get(id) !== lease.expires_at) continue;
		const renewed = renewStep(plan, { step: id, act: command, config });
		if (renewed.ok) plan = renewed.plan;
	}
	draft.setPlan(key, plan);
}
