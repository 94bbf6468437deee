import type { Command } from "../core/command.ts";
import { refuse } from "../core/errors.ts";
import { filesOf } from "../store/board-files.ts";
import type { BoardState } from "../store/board-state.ts";
import { type Entry, type Written, writeEntry } from "../store/journal.ts";
import { type Accepted, type Decision, decide } from "../verbs/decide.ts";

/** What is written must be readable again: documents stay below the size that the reader refuses. */
const DOCUMENT_BYTES = 480_000;

/** A decision together with the files and the message it would be committed as. */
export interface Committable {
	readonly decision: Accepted;
	readonly files: ReadonlyMap<string, Uint8Array>;
	readonly written: Written;
}

/**
 * Decides a command on a board and works out its commit: the one step that live commands and replay share, so that they
 * cannot differ.
 */
export function work(
	state: BoardState,
	command: Command,
): Decision | Committable {
	const decision = decide(state, command);
	if (decision.ok !== true || decision.changes === undefined) return decision;
	const entry: Entry = {
		command,
		...(decision.version === undefined ? {} : { version: decision.version }),
		...(decision.stage === undefined ? {} : { stage: decision.stage }),
	};
	const written = writeEntry(entry, decision.summary);
	const files = new Map(filesOf(decision.changes, state.tree));
	const tooLarge = [...files].find(
		([, bytes]) => bytes.length > DOCUMENT_BYTES,
	);
	if (tooLarge !== undefined) {
		return refuse(
			"QUOTA_EXCEEDED",
			`${tooLarge[0]} would be ${tooLarge[1].length} bytes long; at most ${DOCUMENT_BYTES} fit.`,
			"Say less here, or go on in a follow-up task.",
			{
				limit: DOCUMENT_BYTES,
			},
		);
	}
	if (written.file !== undefined)
		files.set(written.file.path, written.file.bytes);
	return { decision, files, written };
}

/** True when the outcome has something to commit. */
export function isCommittable(
	outcome: Decision | Committable,
): outcome is Committable {
	return "files" in outcome;
}
