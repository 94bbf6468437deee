import { keepsInbox } from "../core/between.ts";
import type { BoardDocument } from "../core/config.ts";
import { canonicalJson } from "../store/canonical-json.ts";
import { decodeBoard } from "../store/codec.ts";
import type { Tree } from "../store/git/tree.ts";
import { BOARD_FILE } from "../store/layout.ts";

/** Why the board's own document cannot be gone on from after an edit by hand, if so. */
export function boardFault(before: Tree, after: Tree): string | undefined {
	if (before.oidOf(BOARD_FILE) === after.oidOf(BOARD_FILE)) return undefined;
	const bytes = after.get(BOARD_FILE);
	if (bytes === undefined)
		return after.oidOf(BOARD_FILE) === undefined
			? "board.yaml is missing"
			: "board.yaml is no plain file";
	if (bytes.includes(0x0d))
		return "board.yaml: its lines end with carriage returns (CRLF)";
	const now = decodeBoard(bytes);
	if (!now.ok) return `board.yaml: ${now.reason}`;
	const old = decodeBoard(before.get(BOARD_FILE) ?? new Uint8Array());
	const fault = old.ok ? changeFault(old.value, now.value) : undefined;
	return fault === undefined ? undefined : `board.yaml: ${fault}`;
}

/** Whoever may push is not therefore an administrator: who may do what is changed by commands only. */
function changeFault(
	old: BoardDocument,
	now: BoardDocument,
): string | undefined {
	const differs = (a: unknown, b: unknown) =>
		canonicalJson(a) !== canonicalJson(b);
	if (now.name !== old.name) return "a board keeps its name";
	if (differs(old.config, now.config))
		return "its config is changed by `configure` only";
	if (old.rules !== now.rules) return "its rules are changed by `upgrade` only";
	if (old.inbox.since !== now.inbox.since)
		return "up to when everything was read is not changed by hand";
	return keepsInbox(old.inbox, now.inbox)
		? undefined
		: "it forgets commands that took effect";
}
