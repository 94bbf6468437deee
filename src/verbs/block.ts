import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { withoutLease } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { heldByOther } from "../core/lease.ts";
import { addEdges } from "./edges.ts";
import { line, taskKey, version } from "./fields.ts";
import { addNote } from "./note-writing.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const block = taskVerb({
	name: "block",
	summary: "Holds the task by hand, with a reason; only unblock lets it go on.",
	input: z.strictObject({
		reason: line(500),
		by: z.array(taskKey).max(50).optional(),
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
			: heldByOther(task, command, config);
		if (locked !== undefined) return locked;
		if (task.held !== undefined && input.by === undefined)
			return refuse(
				"INVALID_TRANSITION",
				`Task ${task.key} is held already.`,
				"`unblock` it first to give another reason.",
			);
		const edges = addEdges(draft, task, input.by ?? []);
		if (!edges.ok) return edges;
		const blocked = {
			...withoutLease(edges.task),
			status: "blocked" as const,
			held: input.reason,
		};
		draft.setTask(blocked);
		const note = addNote(draft, task.key, {
			kind: "note",
			body: `Blocked: ${input.reason}`,
			command,
		});
		if ("ok" in note) return note;
		return {
			ok: true,
			summary: `held by ${command.agent}`,
			data: { task: taskRow(blocked), held: input.reason },
		};
	},
});
