import type { BoardConfig } from "../core/config.ts";
import { meaningOf } from "../core/label-meaning.ts";
import { legalMoves, type Status, tableOf } from "../core/status.ts";
import type { Task } from "../core/task.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord } from "./api.ts";

/** A verb and its input. */
export type Said = Pick<Saying, "verb" | "input">;

/** What putting one of our labels on a task's issue says. */
export function saidByLabel(
	{ label = "", actor }: EventRecord,
	task: Task | undefined,
	config: BoardConfig | undefined,
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
				: saidByStatus(meaning.status, task, { login: actor.login, config });
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

/** The verb that takes the task to the status, by the board's table; where there is none, `move` explains what is possible. */
function saidByStatus(
	to: Status,
	task: Task,
	{ login, config }: { login: string; config: BoardConfig | undefined },
): Said | undefined {
	if (task.status === to) return undefined;
	const row = legalMoves(task.status, tableOf(config)).find(
		(move) => move.to === to && move.by !== "depend",
	);
	if (row === undefined) return { verb: "move", input: { to } };
	switch (row.by) {
		case "move":
			return { verb: "move", input: { to } };
		case "block":
			return { verb: "block", input: { reason: `labelled by ${login}` } };
		case "fail":
			// Put aside for good: a failure that may be tried again is no status of its own.
			return {
				verb: "fail",
				input: { reason: `labelled by ${login}`, retryable: false },
			};
		case "changes":
			return {
				verb: "changes",
				input: { body: `Sent back by ${login} with a label.` },
			};
		default:
			return { verb: row.by, input: {} };
	}
}
