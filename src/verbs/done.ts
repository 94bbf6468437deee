import { z } from "zod";
import { patchBaton } from "../core/baton.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import { completed, endTask, withoutLease } from "../core/ending.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { openChildren } from "../core/graph.ts";
import { requireHolder } from "../core/lease.ts";
import type { Task } from "../core/task.ts";
import { gateFacts } from "../schema/gate-facts.ts";
import { artifactInput, withArtifact } from "./artifact-list.ts";
import { provenTask } from "./done-gates.ts";
import { agentName, batonPatch, fence, line, version } from "./fields.ts";
import { freeing, taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";

const doneInput = z.strictObject({
	deliverable: line(2_000).optional(),
	artifacts: z.array(artifactInput).max(20).optional(),
	reviewer: agentName.optional(),
	baton_patch: batonPatch.optional(),
	facts: gateFacts.optional(),
	fence,
	version,
});

export const done = taskVerb({
	name: "done",
	summary:
		"Completes the task: to review where the board asks for one, else done, and frees what waited for it.",
	input: doneInput,
	role: "triage",
	doors: SPOKEN,
	examples: ["/done", '/done "logging middleware, with tests"'],
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
		const { draft, command, task } = run;
		if (task.status !== "in_progress")
			return illegal(draft, task, "done", "done");
		const held = requireHolder(task, command);
		if (!("lease" in held)) return held;
		const open = childrenOpen(draft, task);
		if (open !== undefined) return open;
		const finished = withResults(run);
		if (!finished.ok) return finished;
		const { config, input } = run;
		// Where people review, the gates stand before their approval: work may be looked at while its checks still run.
		const proven = needsReview(config, finished.task)
			? finished
			: provenTask(finished.task, command, { config, facts: input.facts });
		if (!proven.ok) return proven;
		const by = { ...command.actor, agent: command.agent };
		const ended = completed(proven.task, by, command.now);
		const stage =
			run.input.baton_patch === undefined ? {} : { stage: command.agent };
		if (needsReview(run.config, ended)) {
			const reviewed = {
				...withoutLease(ended),
				status: "review" as const,
				...(run.input.reviewer === undefined
					? {}
					: { reviewer: run.input.reviewer }),
			};
			draft.setTask(reviewed);
			return {
				ok: true,
				summary: `${command.agent} asks for review`,
				data: { task: taskRow(reviewed), freed: [] },
				...stage,
			};
		}
		const freed = endTask(draft, ended, "done");
		return {
			ok: true,
			summary: `by ${command.agent}${freeing(freed)}`,
			data: {
				task: taskRow({ ...withoutLease(ended), status: "done" }),
				freed,
			},
			...stage,
		};
	},
});

/** `auto` asks for a review where a pull request is linked: that is where people look at work. */
function needsReview({ review }: BoardConfig, { artifacts }: Task): boolean {
	return (
		review === "always" ||
		(review === "auto" &&
			artifacts.some(
				({ kind, retracted }) => kind === "pr" && retracted !== true,
			))
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
}: TaskRun<z.output<typeof doneInput>>): { ok: true; task: Task } | Refusal {
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
