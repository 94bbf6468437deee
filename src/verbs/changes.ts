import { z } from "zod";
import { restingStatus, revived, settleDependents } from "../core/ending.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { isOpen } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import { prose, version } from "./fields.ts";
import { addFollowUp, openFollowUps } from "./follow-ups.ts";
import { NOTE_LIMITS } from "./note-writing.ts";
import { anotherRound, attemptsKept } from "./reopen.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";
import { wipFull } from "./wip.ts";

const changesInput = z.strictObject({
	body: prose(NOTE_LIMITS.bytes),
	reopen: z
		.boolean()
		.default(false)
		.describe("true: a task that is done is taken up again for it"),
	version,
});

export const changes = taskVerb({
	name: "changes",
	summary:
		"Asks for a change: sends a task in review back, and stays open until it is acknowledged.",
	input: changesInput,
	role: "write",
	doors: SPOKEN,
	examples: [
		'/changes "the error path is not tested"',
		'/changes "it fails on Windows" reopen=true',
	],
	errors: [
		"INVALID_TRANSITION",
		"FORBIDDEN",
		"VALIDATION",
		"WIP_EXCEEDED",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: ["body"],
	run(run) {
		const { draft, command, input, task } = run;
		const asked = withRequest(run);
		if ("ok" in asked) return asked;
		const added = addFollowUp(draft, task.key, { body: input.body, command });
		if ("ok" in added) return added;
		draft.setTask(asked);
		if (!isOpen(task.status)) settleDependents(draft, task.key);
		return {
			ok: true,
			summary: `${added.id} asked for by ${command.agent}${asked.status === task.status ? "" : `, ${asked.status}`}`,
			data: {
				task: taskRow(asked),
				follow_up: added.id,
				open_follow_ups: openFollowUps(draft.context(task.key)).length,
			},
		};
	},
});

/** The task as the request leaves it: back from review or from its end, else where it is. */
function withRequest({
	draft,
	command,
	config,
	input,
	task,
}: TaskRun<z.output<typeof changesInput>>): Task | Refusal {
	if (task.status === "review")
		return revived(task, restingStatus(draft, task));
	if (isOpen(task.status)) return task;
	if (task.status !== "done") return illegal(draft, task, "ready", "changes");
	if (!input.reopen)
		return refuse(
			"INVALID_TRANSITION",
			`Task ${task.key} is done.`,
			"With `reopen=true` the request takes it up again.",
			{ status: task.status },
		);
	const refusal = anotherRound(task, command, config);
	if (refusal !== undefined) return refusal;
	const reopened = {
		...revived(task, restingStatus(draft, task)),
		attempts: attemptsKept(task, command),
	};
	return wipFull(draft, reopened.status) ?? reopened;
}
