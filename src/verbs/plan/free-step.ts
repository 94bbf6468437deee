import type { Command } from "../../core/command.ts";
import type { Draft } from "../../core/draft.ts";
import type { Refusal } from "../../core/errors.ts";
import { releaseStep } from "../../core/plan/steps.ts";
import type { Task, Tokens } from "../../core/task.ts";
import { remark } from "../note-writing.ts";
import { withSpent } from "../spent.ts";
import type { Outcome } from "../verb.ts";
import { planOf, settled } from "./planned.ts";

/** Gives a step back unfinished, with what its holder used and has to say. */
export function freeStep(
	draft: Draft,
	wish: {
		readonly task: Task;
		readonly step: string;
		readonly command: Command;
		readonly input: {
			readonly reason?: string | undefined;
			readonly tokens?: Tokens | undefined;
			readonly cost?: number | undefined;
			readonly fence?: number | undefined;
		};
	},
): Outcome | Refusal {
	const { task, step, command, input } = wish;
	const planned = planOf(draft, task);
	if (!planned.ok) return planned;
	const { fence } = input;
	const made = releaseStep(planned.plan, { step, fence, act: command });
	if (!made.ok) return made;
	draft.setTask(withSpent(draft, task, { command, input }));
	if (input.reason !== undefined)
		remark(draft, task.key, {
			body: `Step ${step} given back: ${input.reason}`,
			command,
		});
	return settled(draft, task, {
		made,
		summary: `${command.agent} gave it back`,
		data: { step, status: "pending" },
	});
}
