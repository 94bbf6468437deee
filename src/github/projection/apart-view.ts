import type { BoardReader } from "../../core/board.ts";
import type { TaskKey } from "../../core/task.ts";
import { text } from "../markdown.ts";
import { prose } from "../prose.ts";
import type { IssueView } from "./issue-view.ts";
import { STATUS_MARKER } from "./status-comment.ts";

/** What the issue of a task shows that is set apart: the one comment, and nothing else. */
export type ApartView = Pick<IssueView, "issue" | "comment" | "at">;

/** The view of a task that is on the board and cannot be used, or undefined for any other. */
export function apartView(
	board: BoardReader,
	key: TaskKey,
): ApartView | undefined {
	const reason = board.unreadable(key);
	const isIssue = /^[1-9][0-9]{0,14}$/.test(key);
	if (reason === undefined || board.board === undefined || !isIssue)
		return undefined;
	const comment = [
		STATUS_MARKER,
		`⚠️ **quarantined**: ${text(reason)}.`,
		prose(
			"Its documents on the board's branch have to be mended first: put the last good ones back, or correct them. Nothing is written to the task until then, and what the issue shows otherwise is from before. `/show` tells its last good version, `/doctor` says more.",
		),
	].join("\n\n");
	return { issue: Number(key), comment };
}
