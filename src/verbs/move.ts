import { z } from "zod";
import {
	completed,
	restingStatus,
	revived,
	settleDependents,
	withoutLease,
} from "../core/ending.ts";
import type { Refusal } from "../core/errors.ts";
import { heldByOther, requireHolder } from "../core/lease.ts";
import { isOpen, STATUSES, tableOf } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import { authorize } from "./authorize.ts";
import { childrenOpen } from "./done.ts";
import { version } from "./fields.ts";
import { anotherRound, attemptsKept, reopen } from "./reopen.ts";
import { requeue } from "./requeue.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";
import { wipFull } from "./wip.ts";

const input = z.strictObject({ to: z.enum(STATUSES), version });

export const move = taskVerb({
	name: "move",
	summary:
		"Moves the task between the backlog and the queue, or as the board's own transitions let it.",
	input,
	role: "write",
	doors: SPOKEN,
	examples: ["/move ready", "/move backlog"],
	errors: [
		"INVALID_TRANSITION",
		"CONFLICT_LOCKED",
		"LEASE_EXPIRED",
		"WIP_EXCEEDED",
		"FORBIDDEN",
		"STALE",
	],
	words: ["to"],
	run(run) {
		const { draft, command, config, input, task } = run;
		const locked = heldByOther(task, command, config);
		if (locked !== undefined) return locked;
		if (task.status === input.to)
			return {
				ok: true,
				summary: `already ${input.to}`,
				data: { task: taskRow(task) },
			};
		const isMove = tableOf(config).some(
			({ from, to, by }) =>
				from === task.status && to === input.to && by === "move",
		);
		// Whether a task is blocked follows from what it waits for: that is nowhere to move to.
		if (!isMove || input.to === "blocked")
			return illegal(draft, task, input.to, "move");
		const moved = movedTask(run);
		if (!moved.ok) return moved;
		const full = wipFull(draft, moved.task.status);
		if (full !== undefined) return full;
		draft.setTask(moved.task);
		if (!isOpen(task.status)) settleDependents(draft, task.key);
		return {
			ok: true,
			summary: `to ${moved.task.status}`,
			data: { task: taskRow(moved.task) },
		};
	},
});

type Moved = { readonly ok: true; readonly task: Task } | Refusal;

/** The task where it was moved to. Moving does not get around a lease, a hold, an end or a failure: it asks for the same rights. */
function movedTask(run: TaskRun<z.output<typeof input>>): Moved {
	const { draft, command, config, task } = run;
	if (run.input.to === "review") return toReview(run);
	if (run.input.to === "ready")
		return { ok: true, task: { ...task, status: restingStatus(draft, task) } };
	if (task.status === "ready" || task.status === "blocked")
		return { ok: true, task: { ...task, status: "backlog" } };
	if (task.status === "in_progress") {
		const held = requireHolder(task, command);
		if (!("lease" in held)) return held;
		return { ok: true, task: { ...withoutLease(task), status: "backlog" } };
	}
	const shelved = revived(task, "backlog");
	if (task.status === "review") return { ok: true, task: shelved };
	const verb = task.status === "dead_letter" ? requeue : reopen;
	const refusal =
		authorize(verb, command, config) ?? anotherRound(task, command, config);
	const attempts = verb === requeue ? 0 : attemptsKept(task, command);
	return refusal ?? { ok: true, task: { ...shelved, attempts } };
}

/** Work that was done without a claim is looked at like any other; whoever says it was done cannot approve it. */
function toReview({ draft, command, task }: TaskRun<unknown>): Moved {
	if (restingStatus(draft, task) === "blocked")
		return illegal(draft, task, "review", "move");
	const open = childrenOpen(draft, task);
	if (open !== undefined) return open;
	const by = { ...command.actor, agent: command.agent };
	return {
		ok: true,
		task: { ...completed(task, by, command.now), status: "review" },
	};
}
