import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Note, NoteKind, TaskKey } from "../core/task.ts";

/** Sizes of protocol section 4: a note's bytes and a task's notes. */
export const NOTE_LIMITS = { bytes: 8_192, perTask: 300 } as const;

/** Adds a note by the command's agent; the id counts up within the task. Refused when the task has as many as it may. */
export function addNote(
	draft: Draft,
	key: TaskKey,
	note: { kind: NoteKind; body: string; command: Command; to?: string },
): Note | Refusal {
	const { command } = note;
	const count = draft.context(key).notes.length;
	if (count >= NOTE_LIMITS.perTask) {
		return refuse(
			"QUOTA_EXCEEDED",
			`Task ${key} has ${count} notes, as many as it may.`,
			"Sum up in the baton, or continue in a follow-up task.",
			{
				limit: NOTE_LIMITS.perTask,
			},
		);
	}
	const added: Note = {
		id: `n${count + 1}`,
		kind: note.kind,
		body: note.body,
		agent: command.agent,
		actor: command.actor,
		role: command.role,
		at: command.now,
		...(note.to === undefined ? {} : { to: note.to }),
	};
	draft.addNote(key, added);
	return added;
}
