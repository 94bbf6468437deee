import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Note, NoteKind, TaskKey } from "../core/task.ts";

/** Sizes of protocol section 4: a note's bytes, a task's notes, and how many more hand-offs there may be. */
export const NOTE_LIMITS = {
	bytes: 8_192,
	perTask: 300,
	handoffs: 50,
} as const;

/** Adds a note by the command's agent; the id counts up within the task. Refused when the task has as many as it may. */
export function addNote(
	draft: Draft,
	key: TaskKey,
	note: { kind: NoteKind; body: string; command: Command; to?: string },
): Note | Refusal {
	const { command } = note;
	const count = draft.context(key).notes.length;
	// A full task can still change hands: whoever holds it must be able to say what comes next.
	const limit =
		NOTE_LIMITS.perTask + (note.kind === "handoff" ? NOTE_LIMITS.handoffs : 0);
	if (count >= limit) {
		return refuse(
			"QUOTA_EXCEEDED",
			`Task ${key} has ${count} notes, as many as it may.`,
			"Sum up in the baton, or continue in a follow-up task.",
			{
				limit,
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

/**
 * Adds the note that goes with something that happens anyway: a task that has no room for it is taken at its log's word.
 * Returns what the answer says of it.
 */
export function remark(
	draft: Draft,
	key: TaskKey,
	note: { body: string; command: Command },
): { readonly note?: string } {
	const added = addNote(draft, key, { ...note, kind: "note" });
	return "ok" in added ? {} : { note: added.id };
}
