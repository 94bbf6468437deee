import type { Command } from "../../core/command.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Draft } from "../../core/draft.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { overrideGate } from "../../core/plan/gates.ts";
import { currentPhase } from "../../core/plan/phase.ts";
import type { Task } from "../../core/task.ts";
import { remark } from "../note-writing.ts";
import type { Outcome } from "../verb.ts";
import { actionView, nextAction } from "./action-view.ts";
import { settled } from "./planned.ts";

/**
 * An override of a task whose plan runs: it passes the gate that is pending, and nothing else of the plan. Undefined for a
 * task without a run, or whose run has nothing left to do.
 */
export function overridePending(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly command: Command;
		readonly config: BoardConfig;
		readonly input: { readonly reason: string };
	},
): Outcome | Refusal | undefined {
	const { task, command, config } = wish;
	const { reason } = wish.input;
	const plan = draft.plan(task.key);
	if (plan?.execution.status !== "running") return undefined;
	const { now } = command;
	const phase = currentPhase(plan);
	if (phase === undefined) return undefined;
	const made = overrideGate(plan, { phase: phase.id, reason, act: command });
	if (!made.ok) {
		const { message, action } = nextAction(plan, { config, now });
		return refuse(
			"INVALID_TRANSITION",
			`No gate of the plan is pending to be overridden: ${message}`,
			"An override passes a gate: steps are finished, skipped or amended, and an approval is given by a person.",
			{ action },
		);
	}
	remark(draft, task.key, {
		body: `Gate behind phase ${phase.id} overridden: ${reason}`,
		command,
	});
	return settled(draft, task, {
		made,
		summary: `gate behind phase ${phase.id}, by ${command.agent}`,
		data: {
			phase: phase.id,
			result: "override",
			next: actionView(task, made.plan, { config, now }),
		},
	});
}
