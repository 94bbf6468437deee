import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { refuse } from "../core/errors.ts";
import { leaseDropped } from "../core/expiry.ts";
import { endedOwn, heldByOther } from "../core/lease.ts";
import { addEdges } from "./edges.ts";
import { fence, line, taskKey, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { stepsHeldByOther } from "./plan/steps-held.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const block = taskVerb({
	name: "block",
	summary: "Holds the task by hand, with a reason; only unblock lets it go on.",
	input: z.strictObject({
		reason: line(500),
		by: z.array(taskKey).max(50).optional(),
		fence,
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/block "waiting for the vendor"',
		'/block "needs the schema" by #41',
	],
	errors: [
		"INVALID_TRANSITION",
		"CONFLICT_LOCKED",
		"LEASE_EXPIRED",
		"CYCLE_DETECTED",
		"NOT_FOUND",
		"STALE",
	],
	words: (words) => {
		// "by" is a word like any other unless only tasks follow it.
		const at = words.lastIndexOf("by");
		const blockers = words.slice(at + 1);
		const names =
			at > 0 &&
			blockers.length > 0 &&
			blockers.every((word) => /^#?[0-9]+$/.test(word));
		return names
			? { reason: words.slice(0, at).join(" "), by: blockers }
			: { reason: words.join(" ") };
	},
	run({ draft, command, input, config, task }) {
		if (
			task.status !== "ready" &&
			task.status !== "in_progress" &&
			task.status !== "blocked"
		)
			return illegal(draft, task, "blocked", "block");
		const locked = roleCovers(command.role, "write")
			? undefined
			: (heldByOther(task, command, config) ??
				stepsHeldByOther(draft, task, { command, config }));
		const refusal = endedOwn(task, command) ?? locked;
		if (refusal !== undefined) return refusal;
		if (task.held !== undefined && input.by === undefined)
			return refuse(
				"INVALID_TRANSITION",
				`Task ${task.key} is held already.`,
				"`unblock` it first to give another reason.",
			);
		const free = leaseDropped(draft, task, { now: command.now, config });
		if (free.status === "dead_letter")
			return illegal(draft, free, "blocked", "block");
		const edges = addEdges(draft, free, input.by ?? []);
		if (!edges.ok) return edges;
		const blocked = {
			...edges.task,
			status: "blocked" as const,
			held: input.reason,
		};
		draft.setTask(blocked);
		remark(draft, task.key, {
			body: `Blocked: ${input.reason}`,
			command,
		});
		return {
			ok: true,
			summary: `held by ${command.agent}`,
			data: { task: taskRow(blocked), held: input.reason },
		};
	},
});
