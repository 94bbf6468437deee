import type { Command } from "../../core/command.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Draft } from "../../core/draft.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { approvePlan, pendingApproval } from "../../core/plan/approvals.ts";
import type { Phase, Plan } from "../../core/plan/plan.ts";
import { planFull } from "../../core/plan/size.ts";
import type { Task } from "../../core/task.ts";
import type { Outcome } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { planOf, settled } from "./planned.ts";

/** A person's word on a plan that waits for one: behind a phase, or on going on beyond the budget. */
export function approveRun(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly command: Command;
		readonly config: BoardConfig;
		readonly input: {
			readonly phase?: number | undefined;
			readonly result?: string | undefined;
			readonly feedback?: string | undefined;
		};
	},
): Outcome | Refusal {
	const { task, command, config, input } = wish;
	const planned = planOf(draft, task);
	if (!planned.ok) return planned;
	const own = ownPhase(planned.plan, wish);
	if (own !== undefined) return own;
	const made = approvePlan(planned.plan, {
		phase: input.phase,
		result:
			input.result ?? (input.feedback === undefined ? "approve" : "feedback"),
		feedback: input.feedback,
		act: command,
		maxSteps: config.limits.plan_steps,
	});
	if (!made.ok) return made;
	const full = planFull(made.plan, "recorded");
	if (full !== undefined) return full;
	const { about, phase, result } = made.result;
	const { now } = command;
	return settled(draft, task, {
		made,
		summary: `${about} ${phase}: ${result} by ${command.agent}`,
		data: {
			about,
			phase,
			result,
			...(made.remediation === undefined
				? {}
				: { remediation: made.remediation.id }),
			next: actionView(task, made.plan, { config, now }),
		},
	});
}

/** The refusal of approving a phase whose work was one's own; a board that takes gates on a word takes that as well. */
function ownPhase(
	plan: Plan,
	{
		command,
		config,
		input,
	}: Pick<Parameters<typeof approveRun>[1], "command" | "config" | "input">,
): Refusal | undefined {
	const pending = pendingApproval(plan, input.phase);
	if (!pending.ok || pending.about !== "phase" || config.allow_unproven_gates)
		return undefined;
	if (input.result === "reject" || !didWork(pending.phase, command))
		return undefined;
	return refuse(
		"FORBIDDEN",
		`Phase ${pending.phase.id} is ${command.actor.login}'s own work, who cannot approve it as well.`,
		"Ask somebody else with write to approve.",
		{ phase: pending.phase.id },
	);
}

function didWork({ steps }: Phase, { actor }: Command): boolean {
	return steps.some(({ attempts }) =>
		attempts.some(
			(attempt) =>
				attempt.result === "complete" && attempt.actor.id === actor.id,
		),
	);
}
