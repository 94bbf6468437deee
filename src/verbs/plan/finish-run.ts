import type { Command } from "../../core/command.ts";
import type { Draft } from "../../core/draft.ts";
import { type LearnedRun, withLearned } from "../../core/learned.ts";
import type { Changed } from "../../core/plan/lookup.ts";
import { completePlan } from "../../core/plan/run.ts";
import type { Task } from "../../core/task.ts";

/** What the engine found out about a run when it ended (protocol section 3: judgement that is no rule). */
export interface RunReport {
	readonly retrospective: string;
	readonly learned: LearnedRun;
}

/** Ends a run with its task: the plan as it ended, the look back at it and what it taught. */
export function finishRun(
	draft: Draft,
	{
		task,
		plan,
		changed,
		input,
	}: Pick<Changed, "plan" | "changed"> & {
		readonly task: Task;
		readonly input: { readonly run?: RunReport | undefined };
	},
): void {
	if (changed) draft.setPlan(task.key, plan);
	if (input.run === undefined) return;
	draft.setRetrospective(task.key, input.run.retrospective);
	// What cannot be read is not written over: a run that teaches nothing is better than lost lessons.
	const before = draft.learned();
	if (before !== undefined)
		draft.setLearned(withLearned(before, input.run.learned));
}

/** Ends the run of a task that ends as done by a person's word, if nothing of the run is left to do. */
export function endRun(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly command: Command;
		readonly input: { readonly run?: RunReport | undefined };
	},
): void {
	const plan = draft.plan(wish.task.key);
	const run = plan && completePlan(plan, wish.command.now);
	if (run?.ok === true) finishRun(draft, { ...run, ...wish });
}
