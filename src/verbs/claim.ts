import { z } from "zod";
import { countFor } from "../core/agent-stats.ts";
import { type Command, saidAt } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { durationMs } from "../core/duration.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { afterLease, countLoss } from "../core/expiry.ts";
import { addMs, clockTime, later } from "../core/instant.ts";
import { hasEnded, isHolder, isOverdue, lockedBy } from "../core/lease.ts";
import type { Lease, Task } from "../core/task.ts";
import { briefOf } from "./brief.ts";
import { whyNot } from "./claimable.ts";
import { duration, version } from "./fields.ts";
import { takeStep } from "./plan/take-step.ts";
import { leaseView } from "./task-view.ts";
import { type Outcome, SPOKEN, taskVerb } from "./verb.ts";

export const claim = taskVerb({
	name: "claim",
	summary:
		"Takes the task under a lease: exactly one agent holds it until it ends.",
	input: z.strictObject({ for: duration.optional(), version }),
	role: "triage",
	doors: SPOKEN,
	examples: ["/claim", "/claim as=backend-1 for=30m", "/claim 1.2"],
	errors: [
		"CONFLICT_LOCKED",
		"INVALID_TRANSITION",
		"WIP_EXCEEDED",
		"QUOTA_EXCEEDED",
		"FORBIDDEN",
		"NOT_FOUND",
		"STALE",
	],
	words: ["task"],
	step: "optional",
	answers: true,
	run({ draft, command, input, config, task, step }) {
		if (step !== undefined)
			return takeStep(draft, {
				...{ task, step, command, config },
				for: input.for,
			});
		return take(draft, { task, command, config, for: input.for });
	},
});

/** The one way to a lease, for `claim` and `claim-next`. Claiming what one holds renews it and answers the same lease. */
export function take(
	draft: Draft,
	wish: {
		task: Task;
		command: Command;
		config: BoardConfig;
		for: string | undefined;
	},
): Outcome | Refusal {
	const { command, config } = wish;
	const lengthMs = leaseLengthMs(config, wish.for);
	if (typeof lengthMs !== "number") return lengthMs;
	const held = wish.task.lease;
	const isOwn = held !== undefined && isHolder(held, command);
	if (isOwn && !hasEnded(held, command.now)) {
		// Counted from when it was said, so that a late or repeated claim never lengthens the lease further.
		const expires_at = later(held.expires_at, addMs(saidAt(command), lengthMs));
		const renewed = { ...wish.task, lease: { ...held, expires_at } };
		if (expires_at !== held.expires_at) draft.setTask(renewed);
		return granted(draft, renewed, command);
	}
	if (held !== undefined && !isOwn && !isOverdue(held, config, command.now))
		return lockedBy(wish.task, held);
	const task =
		held === undefined
			? wish.task
			: afterExpiry(draft, wish.task, { lease: held, config, isOwn });
	if (held !== undefined && task.status !== "ready") {
		return refuse(
			"CONFLICT_LOCKED",
			`The lease of ${held.agent} on task ${task.key} has ended; the task is about to be ${task.status}.`,
			"Work on another task (`/next` lists them).",
			{ status: task.status },
		);
	}
	const refusal = whyNot(draft, task, command, config);
	if (refusal !== undefined) return refusal;
	if (held !== undefined) countLoss(draft, held);
	return granted(draft, leased(draft, task, { command, lengthMs }), command);
}

function leased(
	draft: Draft,
	task: Task,
	{ command, lengthMs }: { command: Command; lengthMs: number },
): Task {
	const { reason: _reason, not_before: _wait, ...rest } = task;
	const taken: Task = {
		...rest,
		status: "in_progress",
		fence: task.fence + 1,
		lease: {
			agent: command.agent,
			actor: command.actor,
			acquired_at: command.now,
			expires_at: addMs(command.now, lengthMs),
		},
		started_at: task.started_at ?? command.now,
	};
	draft.setTask(taken);
	countFor(draft, command.agent, { claims: 1 });
	return taken;
}

/** The task after the lease that ended. Its holder, back within the grace or after it, need not wait out the backoff. */
function afterExpiry(
	draft: Draft,
	task: Task,
	{
		lease,
		config,
		isOwn,
	}: { lease: Lease; config: BoardConfig; isOwn: boolean },
): Task {
	const expired = afterLease(draft, task, { lease, config });
	const { not_before: _wait, ...now } = expired;
	const free = isOwn ? now : expired;
	draft.setTask(free);
	return free;
}

function granted(draft: Draft, task: Task, command: Command): Outcome {
	const { lease } = task;
	if (lease === undefined)
		throw new Error(`task ${task.key} was granted without a lease`);
	return {
		ok: true,
		summary: `${lease.agent} holds the lease until ${clockTime(lease.expires_at)}`,
		data: { ...leaseView(task), context: briefOf(draft, task, command) },
	};
}

function leaseLengthMs(
	config: BoardConfig,
	wanted: string | undefined,
): number | Refusal {
	const lengthMs = durationMs(wanted ?? config.lease.default);
	const [minMs, maxMs] = [
		durationMs(config.lease.min),
		durationMs(config.lease.max),
	];
	if (lengthMs >= minMs && lengthMs <= maxMs) return lengthMs;
	return refuse(
		"VALIDATION",
		`A lease lasts from ${config.lease.min} to ${config.lease.max}.`,
		"Choose `for=` within these bounds.",
		{ field: "for" },
	);
}
