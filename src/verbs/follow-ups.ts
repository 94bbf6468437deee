import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { FollowUp, Task, TaskContext, TaskKey } from "../core/task.ts";

/** How many follow-ups a task keeps, those that were dealt with included. */
const MAX_FOLLOW_UPS = 100;

/** Asks for a change by the command's agent; the id counts up within the task. Refused when the task has as many as it may. */
export function addFollowUp(
	draft: Draft,
	key: TaskKey,
	{ body, command }: { body: string; command: Command },
): FollowUp | Refusal {
	const context = draft.context(key);
	const count = context.follow_ups.length;
	if (count >= MAX_FOLLOW_UPS)
		return refuse(
			"QUOTA_EXCEEDED",
			`Task ${key} has ${count} follow-ups, as many as it may.`,
			"Continue in a task of its own.",
			{ limit: MAX_FOLLOW_UPS },
		);
	const added: FollowUp = {
		id: `f${count + 1}`,
		body,
		agent: command.agent,
		actor: command.actor,
		role: command.role,
		at: command.now,
	};
	draft.setContext(key, {
		...context,
		follow_ups: [...context.follow_ups, added],
	});
	return added;
}

/** The follow-ups that nobody has dealt with yet, oldest first. */
export function openFollowUps({
	follow_ups,
}: TaskContext): readonly FollowUp[] {
	return follow_ups.filter(({ acked_at }) => acked_at === undefined);
}

/** The refusal of an end while somebody's request for a change is open, if so. */
export function followUpsOpen(draft: Draft, task: Task): Refusal | undefined {
	const open = openFollowUps(draft.context(task.key));
	if (open.length === 0) return undefined;
	const ids = open.map(({ id }) => id);
	return refuse(
		"VALIDATION",
		`Task ${task.key} has open follow-ups: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and more" : ""}.`,
		`Deal with each and say so: \`/ack ${ids[0]}\`. \`/context\` shows what was asked for.`,
		{ follow_ups: ids },
	);
}

/** Marks a follow-up as dealt with by the command's agent. */
export function acknowledge(
	draft: Draft,
	key: TaskKey,
	{ id, command }: { id: string; command: Command },
): void {
	const context = draft.context(key);
	draft.setContext(key, {
		...context,
		follow_ups: context.follow_ups.map((one) =>
			one.id === id
				? { ...one, acked_at: command.now, acked_by: command.agent }
				: one,
		),
	});
}
