import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { endedOwn, heldByOther, isHolder } from "../core/lease.ts";
import type { FollowUp } from "../core/task.ts";
import { version } from "./fields.ts";
import { acknowledge, openFollowUps } from "./follow-ups.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";

const ackInput = z.strictObject({
	follow_up: z
		.string()
		.regex(/^f[1-9][0-9]{0,3}$/, "is not the id of a follow-up, such as f1")
		.optional()
		.describe("Id of the follow-up; may be left out where only one is open"),
	version,
});

export const ack = taskVerb({
	name: "ack",
	summary: "Says that what a follow-up asked for was dealt with.",
	input: ackInput,
	role: "triage",
	doors: SPOKEN,
	examples: ["/ack f1", "/ack"],
	errors: [
		"NOT_FOUND",
		"FORBIDDEN",
		"CONFLICT_LOCKED",
		"LEASE_EXPIRED",
		"VALIDATION",
		"STALE",
	],
	words: ["follow_up"],
	run(run) {
		const { draft, command, task } = run;
		const meant = followUpMeant(run);
		if ("ok" in meant) return meant;
		const denied = mayNot(run, meant);
		if (denied !== undefined) return denied;
		if (meant.acked_at === undefined)
			acknowledge(draft, task.key, { id: meant.id, command });
		const open = openFollowUps(draft.context(task.key));
		return {
			ok: true,
			summary: `${meant.id} by ${command.agent}, ${open.length} left`,
			data: { follow_up: meant.id, open_follow_ups: open.length },
		};
	},
});

function followUpMeant({
	draft,
	task,
	input,
}: TaskRun<z.output<typeof ackInput>>): FollowUp | Refusal {
	const { follow_ups } = draft.context(task.key);
	const open = openFollowUps(draft.context(task.key));
	const ids = open.map(({ id }) => id);
	const [only] = open;
	if (input.follow_up === undefined && ids.length > 1)
		return refuse(
			"VALIDATION",
			`Task ${task.key} has ${ids.length} open follow-ups: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and more" : ""}.`,
			`Say which one: \`/ack ${ids[0]}\`.`,
			{ follow_ups: ids },
		);
	const meant =
		input.follow_up === undefined
			? only
			: follow_ups.find(({ id }) => id === input.follow_up);
	return (
		meant ??
		refuse(
			"NOT_FOUND",
			input.follow_up === undefined
				? `Task ${task.key} has no open follow-up.`
				: `Task ${task.key} has no follow-up ${input.follow_up}.`,
			ids.length === 0
				? "There is nothing to acknowledge."
				: `Open are ${ids.slice(0, 5).join(", ")}.`,
			{ follow_ups: ids },
		)
	);
}

/** The holder says it, or while nobody holds the task its assignee; whoever asked may take it back at any time. */
function mayNot(
	{ command, config, task }: TaskRun<unknown>,
	{ actor }: FollowUp,
): Refusal | undefined {
	if (actor.id === command.actor.id) return undefined;
	const locked = endedOwn(task, command) ?? heldByOther(task, command, config);
	if (locked !== undefined || isHolder(task.lease, command)) return locked;
	const isFree =
		task.assignee === undefined ||
		task.assignee === command.agent ||
		roleCovers(command.role, "write");
	return isFree
		? undefined
		: refuse(
				"FORBIDDEN",
				`Task ${task.key} is assigned to ${task.assignee}.`,
				"Claim the task first, or leave it to its assignee or to somebody with write.",
				{ assignee: task.assignee, needed: "write" },
			);
}
