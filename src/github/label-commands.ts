import { legalMoves, type Status } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord } from "./api.ts";
import { meaningOf } from "./projection/board-labels.ts";

/** A verb and its input. */
export type Said = Pick<Saying, "verb" | "input">;

/** What putting one of our labels on a task's issue says. */
export function saidByLabel(
	{ label = "", actor }: EventRecord,
	task: Task | undefined,
): Said | undefined {
	const meaning = meaningOf(label);
	switch (meaning?.kind) {
		case "no-code":
			return { verb: "exempt", input: { on: true } };
		case "priority":
			return { verb: "priority", input: { priority: meaning.priority } };
		case "capability":
			return { verb: "require", input: { capability: meaning.capability } };
		case "status":
			return task === undefined
				? undefined
				: saidByStatus(meaning.status, task, actor.login);
		default:
			return undefined;
	}
}

/** What taking one of our labels off says. A status or a priority is changed by naming another one, not by taking one away. */
export function saidByUnlabel({ label = "" }: EventRecord): Said | undefined {
	const meaning = meaningOf(label);
	switch (meaning?.kind) {
		case "board":
			return { verb: "cancel", input: { reason: "taken off the board" } };
		case "no-code":
			return { verb: "exempt", input: { on: false } };
		case "capability":
			return {
				verb: "require",
				input: { capability: meaning.capability, on: false },
			};
		default:
			return undefined;
	}
}

/** The verb that takes the task to the status, by the transition table; where there is none, `move` explains what is possible. */
function saidByStatus(to: Status, task: Task, login: string): Said | undefined {
	if (task.status === to) return undefined;
	const row = legalMoves(task.status).find(
		(move) => move.to === to && move.by !== "depend",
	);
	if (row === undefined) return { verb: "move", input: { to } };
	switch (row.by) {
		case "move":
			return { verb: "move", input: { to } };
		case "block":
			return { verb: "block", input: { reason: `labelled by ${login}` } };
		case "changes":
			return {
				verb: "changes",
				input: { body: `Sent back by ${login} with a label.` },
			};
		default:
			return { verb: row.by, input: {} };
	}
}
