import type { JsonObject } from "../core/errors.ts";
import { refuse } from "../core/errors.ts";
import { rootCommitter } from "../engine/board-committer.ts";
import { boardAt, commitAt } from "../engine/export-board.ts";
import { lastGoodView } from "../engine/guard-view.ts";
import type { BoardState } from "../store/board-state.ts";
import type { Store } from "../store/store.ts";
import {
	EXPORT_FORMAT,
	exportedHead,
	exportedTask,
	exportedTasks,
} from "../verbs/export.ts";
import { parsePoint } from "../verbs/show.ts";
import { printMisuse } from "./misuse.ts";
import { printRefusal } from "./print-refusal.ts";
import { seenBoard } from "./seen-board.ts";
import { type CliCommand, EXIT } from "./terminal.ts";

/** `baton export`: prints the whole board as one JSON value, a task a line, so that a large one is never in memory as text. */
export const printExport: CliCommand = async (asked, opened, terminal) => {
	const { store, head } = opened;
	const point =
		asked.at === undefined ? { commit: head } : parsePoint(asked.at);
	if (point === undefined) {
		const problem = `--at of export is no ${JSON.stringify(asked.at)}`;
		const hint =
			"It takes a commit (7 to 40 hex digits) or a time such as 2026-11-20T19:30Z.";
		return printMisuse(terminal, { problem, hint }, asked.json);
	}
	const committer = await rootCommitter(store, head);
	const found = await commitAt({ store, head, committer }, point);
	if (found === undefined) {
		const refusal = refuse(
			"NOT_FOUND",
			`the log of ${asked.branch} has no commit ${asked.at}, or none that old`,
			"`git log` of that branch shows what there is.",
		);
		return printRefusal(terminal, refusal, asked.json);
	}
	const { commit, at } = found;
	const board = await (commit === head
		? seenBoard(store, commit)
		: boardAt(store, commit));
	const start = JSON.stringify({
		format: EXPORT_FORMAT,
		branch: asked.branch,
		commit,
		at,
		...exportedHead(board),
	});
	terminal.out(`${start.slice(0, -1)},"tasks":[`);
	let last: string | undefined;
	for (const task of exportedTasks(board)) {
		if (last !== undefined) terminal.out(`${last},`);
		last = JSON.stringify(await withLastGood(task, board, store));
	}
	terminal.out(`${last === undefined ? "" : `${last}\n`}]}`);
	return EXIT.ok;
};

/** Of a task that was set apart also its documents as they were good last, where that is known. */
async function withLastGood(
	task: JsonObject,
	board: BoardState,
	store: Store,
): Promise<JsonObject> {
	if (!("unreadable" in task)) return task;
	const key = String(task.key);
	const view = await lastGoodView(board, key, store);
	return view === undefined
		? task
		: { ...task, last_good: exportedTask(view, key) };
}
