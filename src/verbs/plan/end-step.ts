import type { Command } from "../../core/command.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Draft } from "../../core/draft.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { findStep } from "../../core/plan/lookup.ts";
import { expireStep } from "../../core/plan/steps.ts";
import type { Task } from "../../core/task.ts";
import type { Outcome } from "../verb.ts";
import { planOf, settled } from "./planned.ts";

/** Ends the lease of a step whose grace is over; `fence` tells it from a later one. */
export function endStep(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly step: string;
		readonly command: Command;
		readonly config: BoardConfig;
		readonly fence: number | undefined;
	},
): Outcome | Refusal {
	const { task, step, command, config, fence } = wish;
	const planned = planOf(draft, task);
	if (!planned.ok) return planned;
	const found = findStep(planned.plan, step);
	if (found.ok && fence !== undefined && found.step.fence !== fence)
		return refuse(
			"LEASE_EXPIRED",
			`Another lease is on step ${step} by now.`,
			"Nothing to do.",
		);
	const made = expireStep(planned.plan, { step, config, now: command.now });
	if (!made.ok) return made;
	const lease = found.ok ? found.step.lease : undefined;
	return settled(draft, task, {
		made,
		summary: `the lease of ${lease?.agent ?? "nobody"} ended`,
		data: { step },
	});
}
