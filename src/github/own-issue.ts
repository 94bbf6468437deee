import type { Role } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";
import { BOARD_LABEL } from "../core/label-meaning.ts";
import type { Engine } from "../engine/perform.ts";
import { decide } from "../verbs/decide.ts";
import type { NewIssue, Occasion, RepositoryApi } from "./api.ts";
import { isFinal } from "./final-error.ts";
import type { SaidWithFacts, Standing } from "./hear.ts";
import { asKeptText, ownBody, textOf, titleOf } from "./issue-text.ts";
import { marker } from "./markdown.ts";
import type { ViewApi } from "./projection/view-api.ts";
import type { Said } from "./said.ts";
import { commandOf } from "./said-command.ts";

/** What an issue for a task is made with. */
export interface OwnIssueDoor {
	readonly api: Pick<
		RepositoryApi,
		"createIssue" | "createdIssue" | "hasReceipt"
	>;
	readonly views: Pick<ViewApi, "close">;
	readonly engine: Engine;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** A subtask, or a task that has no issue yet, as it was said. */
export interface SaidNewTask extends Standing {
	readonly said: Said;
	readonly comment: Occasion;
	readonly role: Role;
}

/** How long the same command is recognized by the issue that was made for it. */
const REMEMBERED_MS = 86_400_000;
/** GitHub takes no longer text. */
const MAX_BODY_UNITS = 65_536;
/** How far GitHub's clock may be from ours. */
const SKEW_MS = 60_000;

/**
 * Gives a new task an issue of its own, whose number is its key, where the board would take it. The issue bears the op id, so
 * that the same command heard again after a crash finds it. One that comes to nothing after all is closed.
 */
export async function withOwnIssue(
	asked: SaidNewTask,
	door: OwnIssueDoor,
): Promise<SaidWithFacts | Refusal> {
	const { said, comment, opId } = asked;
	const { title, description, key, issue, labels } = said.input;
	if (key !== undefined || issue !== undefined)
		return refuse(
			"VALIDATION",
			"A new task gets an issue of its own, and its number is its key.",
			"Leave out `key` and `issue`.",
			{ field: key === undefined ? "issue" : "key" },
		);
	const isSubtask = said.verb.name === "subtask";
	// Until it has an issue, a task that stands for itself is judged under a name that nothing else can have.
	const judged = isSubtask ? said : { ...said, task: opId };
	const decision = await door.engine.inspect((board) =>
		decide(
			board,
			commandOf({ ...asked, said: judged }, { board, nowMs: door.nowMs() }),
		),
	);
	if (decision.ok === "known") return said;
	if (!decision.ok) return decision;
	// Answered long ago: whatever the board would say by now, nothing more comes of it.
	if (comment.id !== undefined && (await door.api.hasReceipt(comment.id)))
		return said;
	const mark = marker("op", opId);
	const text = {
		mark,
		title: asKeptText(titleOf(String(title))),
		body: ownBody(mark, asKeptText(String(description ?? ""))),
		labels: [BOARD_LABEL, ...((labels ?? []) as readonly string[])],
	};
	if (text.body.length > MAX_BODY_UNITS)
		return refuse(
			"VALIDATION",
			"The description is too long for an issue.",
			"Say the rest of it in notes on the task.",
			{ field: "description" },
		);
	const saidMs = Date.parse(comment.createdAt);
	const since = fromMs(
		comment.id === undefined ? saidMs - REMEMBERED_MS : saidMs,
	);
	const number =
		(await door.api.createdIssue(text.mark, since)) ??
		(await newIssue(text, door));
	const brief = textOf({ number, title: text.title, body: text.body });
	return {
		...said,
		...(isSubtask ? {} : { task: String(number) }),
		input: {
			...said.input,
			...brief,
			...(isSubtask ? { key: String(number) } : {}),
			issue: number,
		},
		after: async (answer) => {
			await closeUnused(number, door);
			return answer;
		},
	};
}

/**
 * Makes an issue. Another process may have made one for the same command meanwhile: of several the first counts, and the others are
 * closed. It may also be there although GitHub answered with an error. One look tells both.
 */
async function newIssue(text: NewIssue, door: OwnIssueDoor): Promise<number> {
	const { api, views, nowMs, onError } = door;
	const since = fromMs(nowMs() - SKEW_MS);
	const made = await api.createIssue(text).catch((error: unknown) => {
		if (isFinal(error)) throw error;
		return { error };
	});
	const what = `the issue made for ${text.mark}`;
	const first = await api.createdIssue(text.mark, since).catch((error) => {
		onError(error, what);
		return undefined;
	});
	if (typeof made !== "number") {
		if (first === undefined) throw made.error;
		return first;
	}
	if (first === undefined || first === made) return made;
	await views
		.close(made, "not_planned")
		.catch((error: unknown) => onError(error, what));
	return first;
}

/** An issue that did not become a task after all would only look like one. */
async function closeUnused(
	number: number,
	{ engine, views, onError }: OwnIssueDoor,
): Promise<void> {
	try {
		const isTask = await engine.inspect(
			(board) => board.task(String(number)) !== undefined,
		);
		if (!isTask) await views.close(number, "not_planned");
	} catch (error) {
		onError(error, `issue ${number}, made for a task that is none`);
	}
}
