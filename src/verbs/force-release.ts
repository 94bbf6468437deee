import { z } from "zod";
import { restingStatus, withoutLease } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { line, version } from "./fields.ts";
import { addNote } from "./note-writing.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const forceRelease = taskVerb({
	name: "force-release",
	summary:
		"Takes the lease away from whoever holds it; costs no attempt, and the reason stays as a note.",
	input: z.strictObject({ reason: line(500), version }),
	role: "maintain",
	doors: SPOKEN,
	examples: ['/force-release "its machine is gone for good"'],
	errors: ["INVALID_TRANSITION", "VALIDATION", "QUOTA_EXCEEDED", "STALE"],
	words: ["reason"],
	run({ draft, command, input, task }) {
		const { lease } = task;
		if (lease === undefined)
			return refuse(
				"INVALID_TRANSITION",
				`Nobody holds task ${task.key}.`,
				"There is no lease to take away; `/show` tells where the task stands.",
				{ status: task.status },
			);
		const status = restingStatus(draft, task);
		const rested = { ...withoutLease(task), status };
		draft.setTask(rested);
		const note = addNote(draft, task.key, {
			kind: "note",
			body: `Lease of ${lease.agent} taken away: ${input.reason}`,
			command,
		});
		if ("ok" in note) return note;
		return {
			ok: true,
			summary: `taken from ${lease.agent} by ${command.agent}, ${status}`,
			data: { task: taskRow(rested), taken_from: lease.agent, note: note.id },
		};
	},
});
