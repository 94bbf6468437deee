import type { Role } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";
import type { Engine } from "../engine/perform.ts";
import { decide } from "../verbs/decide.ts";
import type { CommentRecord, RepositoryApi } from "./api.ts";
import type { SaidWithFacts, Standing } from "./hear.ts";
import { asKeptText, textOf, titleOf } from "./issue-text.ts";
import { marker } from "./markdown.ts";
import { BOARD_LABEL } from "./projection/board-labels.ts";
import type { ViewApi } from "./projection/view-api.ts";
import type { Said } from "./said.ts";
import { commandOf } from "./said-command.ts";

/** What an issue for a subtask is made with. */
export interface SubtaskDoor {
	readonly api: Pick<
		RepositoryApi,
		"createIssue" | "createdIssue" | "hasReceipt"
	>;
	readonly views: Pick<ViewApi, "close">;
	readonly engine: Engine;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** A subtask as it was said in a comment. */
export interface SaidSubtask extends Standing {
	readonly said: Said;
	readonly comment: CommentRecord;
	readonly role: Role;
}

/**
 * Gives a subtask an issue of its own, whose number is its key, where the board would take it. The issue bears the op id, so
 * that the same command heard again after a crash finds it. One that comes to nothing after all is closed.
 */
export async function withOwnIssue(
	subtask: SaidSubtask,
	door: SubtaskDoor,
): Promise<SaidWithFacts | Refusal> {
	const { said, comment, opId } = subtask;
	const { title, description, key, issue } = said.input;
	if (key !== undefined || issue !== undefined)
		return refuse(
			"VALIDATION",
			"A subtask gets an issue of its own, and its number is its key.",
			"Leave out `key=` and `issue=`.",
			{ field: key === undefined ? "issue" : "key" },
		);
	const decision = await door.engine.inspect((board) =>
		decide(board, commandOf(subtask, { board, nowMs: door.nowMs() })),
	);
	if (decision.ok === "known") return said;
	if (!decision.ok) return decision;
	// Answered long ago: whatever the board would say by now, nothing more comes of it.
	if (await door.api.hasReceipt(comment.id)) return said;
	const text = {
		mark: marker("op", opId),
		title: asKeptText(titleOf(String(title))),
		body: asKeptText(String(description ?? "")),
		labels: [BOARD_LABEL],
	};
	const since = fromMs(Date.parse(comment.createdAt));
	const number =
		(await door.api.createdIssue(text.mark, since)) ??
		(await door.api.createIssue(text));
	const brief = textOf({ number, title: text.title, body: text.body });
	return {
		...said,
		input: { ...said.input, ...brief, key: String(number), issue: number },
		after: async (answer) => {
			await closeUnused(number, door);
			return answer;
		},
	};
}

/** An issue that did not become a task after all would only look like one. */
async function closeUnused(
	number: number,
	{ engine, views, onError }: SubtaskDoor,
): Promise<void> {
	try {
		const isTask = await engine.inspect(
			(board) => board.task(String(number)) !== undefined,
		);
		if (!isTask) await views.close(number, "not_planned");
	} catch (error) {
		onError(error, `issue ${number}, made for a subtask that is none`);
	}
}
