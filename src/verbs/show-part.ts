import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Note, Task } from "../core/task.ts";
import { noteView } from "./brief.ts";

/** So many characters of notes are shown at once, and never fewer than one note. */
const NOTES_CHARACTERS = 12_000;

/** A part of what the task's state does not hold; notes come page by page. */
export function partOf(
	board: BoardReader,
	{ key }: Task,
	{ part, before }: { part?: string | undefined; before?: string | undefined },
): JsonObject {
	if (part === "brief") return { brief: { ...board.brief(key) } };
	const { notes, follow_ups } = board.context(key);
	if (part === "follow_ups")
		return { follow_ups: follow_ups as unknown as JsonObject[] };
	if (part !== "notes") return {};
	const end = notes.findIndex(({ id }) => id === before);
	const page: Note[] = [];
	let left = NOTES_CHARACTERS;
	for (const note of notes
		.slice(0, end === -1 ? undefined : end)
		.toReversed()) {
		left -= note.body.length;
		if (page.length > 0 && left < 0) break;
		page.push(note);
	}
	const last = page.at(-1);
	const hasOlder = last !== undefined && last.id !== notes[0]?.id;
	return {
		notes: page.map(noteView),
		...(hasOlder ? { older: `/show ${key} part=notes before=${last.id}` } : {}),
	};
}
