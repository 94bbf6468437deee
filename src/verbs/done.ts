import { z } from "zod";
import { mayActAs } from "../core/agent.ts";
import { countCompletion, countHandled } from "../core/agent-stats.ts";
import { patchBaton } from "../core/baton.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { completed, endTask, withoutLease } from "../core/ending.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { openChildren } from "../core/graph.ts";
import { requireHolder } from "../core/lease.ts";
import type { Changed } from "../core/plan/lookup.ts";
import { completePlan } from "../core/plan/run.ts";
import type { Head, Lease, Task } from "../core/task.ts";
import { gateFacts } from "../schema/gate-facts.ts";
import { runReport } from "../schema/run-report.ts";
import { artifactInput, withArtifact } from "./artifact-list.ts";
import { provenTask } from "./done-gates.ts";
import { agentName, batonPatch, fence, line, version } from "./fields.ts";
import { followUpsOpen } from "./follow-ups.ts";
import { finishRun } from "./plan/finish-run.ts";
import { withSpent } from "./spent.ts";
import { spent } from "./spent-fields.ts";
import { freeing, taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { type Outcome, SPOKEN, type TaskRun, taskVerb } from "./verb.ts";

const doneInput = z.strictObject({
	deliverable: line(2_000).optional(),
	artifacts: z.array(artifactInput).max(20).optional(),
	reviewer: agentName.optional(),
	baton_patch: batonPatch.optional(),
	...spent,
	run: runReport.optional(),
	facts: gateFacts.optional(),
	fence,
	version,
});

type DoneRun = TaskRun<z.output<typeof doneInput>>;

export const done = taskVerb({
	name: "done",
	summary:
		"Completes the task: to review where the board asks for one, else done, and frees what waited for it.",
	input: doneInput,
	role: "triage",
	doors: SPOKEN,
	examples: [
		"/done",
		'/done "logging middleware, with tests"',
		'/done "logging middleware" tokens=48000/6200 cost=0.31',
	],
	errors: [
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"INVALID_TRANSITION",
		"GATE_FAILED",
		"VALIDATION",
		"STALE",
	],
	words: ["deliverable"],
	payload: "baton_patch",
	run(run) {
		const { draft, command, config, input, task } = run;
		if (task.status !== "in_progress")
			return illegal(draft, task, "done", "done");
		const held = holderOf(run);
		if (!("task" in held)) return held;
		const open = childrenOpen(draft, task) ?? followUpsOpen(draft, task);
		if (open !== undefined) return open;
		const finished = withResults(run);
		if (!finished.ok) return finished;
		const head = input.facts?.head ?? task.head;
		const isReviewed = needsReview(config, finished.task, head);
		// Who was named before matters only where there is a review.
		const own = ownReviewer(
			config,
			command,
			input.reviewer ?? (isReviewed ? task.reviewer : undefined),
		);
		if (own !== undefined) return own;
		// Where people review, the gates stand before their approval: work may be looked at while its checks still run.
		const proven = isReviewed
			? finished
			: provenTask(finished.task, command, { config, facts: input.facts });
		if (!proven.ok) return proven;
		const by = { ...command.actor, agent: command.agent };
		const ended = completed(
			withSpent(draft, proven.task, { command, input }),
			by,
			command.now,
		);
		if (held.run !== undefined) finishRun(draft, { ...held.run, task, input });
		const outcome = isReviewed
			? submitted(run, { ended, lease: held.lease })
			: accepted(run, ended);
		return input.baton_patch === undefined
			? outcome
			: { ...outcome, stage: command.agent };
	},
});

/**
 * What gives the command the right to complete the task: the lease, or, where a plan was run, that nothing of it is left to
 * do. The run is ended with the task.
 */
function holderOf({ draft, command, task }: DoneRun):
	| {
			readonly task: Task;
			readonly lease?: Lease;
			readonly run?: Changed;
	  }
	| Refusal {
	const plan = draft.plan(task.key);
	if (plan === undefined || task.lease !== undefined)
		return requireHolder(task, command);
	const run = completePlan(plan, command.now);
	return run.ok ? { task, run } : run;
}

/** The end of work that somebody else is to look at. */
function submitted(
	{ draft, command, input }: DoneRun,
	{ ended, lease }: { ended: Task; lease: Lease | undefined },
): Outcome {
	const reviewed = {
		...withoutLease(ended),
		status: "review" as const,
		...(input.reviewer === undefined ? {} : { reviewer: input.reviewer }),
	};
	if (lease !== undefined) countHandled(draft, lease, command.now);
	draft.setTask(reviewed);
	return {
		ok: true,
		summary: `${command.agent} asks for review`,
		data: { task: taskRow(reviewed), freed: [] },
	};
}

function accepted({ draft, command, task }: DoneRun, ended: Task): Outcome {
	countCompletion(draft, task, command.now);
	const freed = endTask(draft, ended, "done");
	return {
		ok: true,
		summary: `by ${command.agent}${freeing(freed)}`,
		data: {
			task: taskRow({ ...withoutLease(ended), status: "done" }),
			freed,
		},
	};
}

/** The refusal of asking oneself for the review, under whichever name. */
function ownReviewer(
	config: BoardConfig,
	{ actor, agent }: Command,
	reviewer: string | undefined,
): Refusal | undefined {
	if (reviewer === undefined) return undefined;
	if (reviewer !== agent && !mayActAs(config, actor, reviewer))
		return undefined;
	return refuse(
		"VALIDATION",
		`${reviewer} cannot review this: ${actor.login}, who speaks for it, did the work.`,
		"Name somebody else as `reviewer=`.",
		{ field: "reviewer" },
	);
}

/**
 * `auto` asks for a review where a pull request is open: that is where people look at work. Only where no head is known
 * does it count what was linked.
 */
function needsReview(
	{ review }: BoardConfig,
	{ artifacts }: Task,
	head: Head | undefined,
): boolean {
	if (review !== "auto") return review === "always";
	if (head !== undefined)
		return head.pull_request !== undefined && head.state === "open";
	return artifacts.some(
		({ kind, retracted }) => kind === "pr" && retracted !== true,
	);
}

/** The refusal while a child is open, if so: a parent ends last. */
export function childrenOpen(draft: Draft, task: Task): Refusal | undefined {
	const open = openChildren(draft, task.key);
	if (open.length === 0) return undefined;
	return refuse(
		"INVALID_TRANSITION",
		`Task ${task.key} has open subtasks: ${open.slice(0, 5).join(", ")}.`,
		"Finish or cancel them first.",
		{ children: open },
	);
}

function withResults({
	draft,
	command,
	input,
	task,
}: DoneRun): { ok: true; task: Task } | Refusal {
	let finished: Task =
		input.deliverable === undefined
			? task
			: { ...task, deliverable: input.deliverable };
	for (const added of input.artifacts ?? []) {
		const linked = withArtifact(finished, added, command);
		if (!linked.ok) return linked;
		finished = linked.task;
	}
	if (input.baton_patch !== undefined) {
		const patched = patchBaton(
			draft.baton(task.key),
			input.baton_patch as JsonObject,
		);
		if (!patched.ok) return patched;
		draft.setBaton(task.key, patched.baton);
	}
	return { ok: true, task: finished };
}
