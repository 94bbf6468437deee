import type { Command } from "../../core/command.ts";
import type { Draft } from "../../core/draft.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { findStep } from "../../core/plan/lookup.ts";
import { releaseStep } from "../../core/plan/steps.ts";
import type { Task } from "../../core/task.ts";
import { remark } from "../note-writing.ts";
import type { Outcome } from "../verb.ts";
import { planOf, settled } from "./planned.ts";

/** Takes a step away from whoever holds it; the reason stays as a note. */
export function takeAwayStep(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly step: string;
		readonly command: Command;
		readonly input: { readonly reason: string };
	},
): Outcome | Refusal {
	const { task, step, command } = wish;
	const planned = planOf(draft, task);
	if (!planned.ok) return planned;
	const found = findStep(planned.plan, step);
	if (!found.ok) return found;
	const { lease, status } = found.step;
	if (lease === undefined)
		return refuse(
			"INVALID_TRANSITION",
			`Nobody holds step ${step} of task ${task.key}.`,
			"There is no lease to take away; `/status` tells how the run stands.",
			{ step, status },
		);
	const made = releaseStep(planned.plan, { step, force: true, act: command });
	if (!made.ok) return made;
	const note = remark(draft, task.key, {
		body: `Lease of ${lease.agent} on step ${step} taken away: ${wish.input.reason}`,
		command,
	});
	return settled(draft, task, {
		made,
		summary: `taken from ${lease.agent} by ${command.agent}`,
		data: { step, status: "pending", taken_from: lease.agent, ...note },
	});
}
