import { z } from "zod";
import { restingStatus, revived } from "../core/ending.ts";
import { prose, version } from "./fields.ts";
import { addNote, NOTE_LIMITS } from "./note-writing.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const changes = taskVerb({
	name: "changes",
	summary: "Sends a task in review back with what has to change.",
	input: z.strictObject({ body: prose(NOTE_LIMITS.bytes), version }),
	role: "write",
	doors: SPOKEN,
	examples: ['/changes "the error path is not tested"'],
	errors: ["INVALID_TRANSITION", "VALIDATION", "QUOTA_EXCEEDED", "STALE"],
	words: ["body"],
	run({ draft, command, input, task }) {
		if (task.status !== "review")
			return illegal(draft, task, "ready", "changes");
		const note = addNote(draft, task.key, {
			kind: "changes",
			body: input.body,
			command,
		});
		if ("ok" in note) return note;
		const returned = revived(task, restingStatus(draft, task));
		draft.setTask(returned);
		return {
			ok: true,
			summary: `asked for by ${command.agent}`,
			data: { task: taskRow(returned), note: note.id },
		};
	},
});
