import { profileOf } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Task } from "../core/task.ts";

/** The refusal for an agent that does not offer what the task needs, if so. */
export function lacking(
	draft: Draft,
	task: Task,
	{ agent }: Command,
): Refusal | undefined {
	const { capabilities } = profileOf(draft, agent);
	const missing = task.capabilities.filter(
		(capability) => !capabilities.includes(capability),
	);
	if (missing.length === 0) return undefined;
	return refuse(
		"FORBIDDEN",
		`Task ${task.key} needs ${missing.join(", ")}, which ${agent} does not offer.`,
		"Leave it to an agent with these capabilities; an agent states its own with `/register`, within what config allows it.",
		{ missing },
	);
}
