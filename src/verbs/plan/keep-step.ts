import type { Command } from "../../core/command.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Draft } from "../../core/draft.ts";
import type { Refusal } from "../../core/errors.ts";
import { clockTime } from "../../core/instant.ts";
import { renewStep } from "../../core/plan/steps.ts";
import type { Task, Tokens } from "../../core/task.ts";
import { openFollowUps } from "../follow-ups.ts";
import { withSpent } from "../spent.ts";
import type { Outcome } from "../verb.ts";
import { planOf, settled } from "./planned.ts";
import { stepLeaseView } from "./take-step.ts";

/** A heartbeat for a step: its lease goes on; with half of it left and nothing used nothing changes. */
export function keepStep(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly step: string;
		readonly command: Command;
		readonly config: BoardConfig;
		readonly input: {
			readonly fence?: number | undefined;
			readonly tokens?: Tokens | undefined;
			readonly cost?: number | undefined;
		};
	},
): Outcome | Refusal {
	const { task, command, input } = wish;
	const planned = planOf(draft, task);
	if (!planned.ok) return planned;
	const made = renewStep(planned.plan, {
		...wish,
		fence: input.fence,
		act: command,
	});
	if (!made.ok) return made;
	draft.setTask(withSpent(draft, task, { command, input }));
	const { agent, expires_at } = made.lease;
	return settled(draft, task, {
		made,
		summary: `${agent} until ${clockTime(expires_at)}`,
		data: {
			...stepLeaseView(made.step),
			open_follow_ups: openFollowUps(draft.context(task.key)).length,
		},
	});
}
