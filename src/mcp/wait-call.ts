import { type Json, type Refusal, refuse } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor, DoorWait } from "../engine/board-door.ts";

/** What a call can do beside asking and answering. */
export interface Line {
	/** Ends what is waited for. */
	readonly signal: AbortSignal;
	/** Tells the caller how long it waits by now; absent where it does not want to know. */
	readonly onProgress?:
		| ((waitedSec: number, ofSec: number) => void)
		| undefined;
}

const MAX_WAIT_S = 50;
const PROGRESS_EVERY_S = 5;

/** Waits at a board for a task, as `wait_for_task` was asked to. */
export async function waitAt(
	door: BoardDoor,
	given: Readonly<Record<string, Json | undefined>>,
	{ signal, onProgress }: Line,
): Promise<Answer | Refusal> {
	const { timeoutSec = MAX_WAIT_S } = given;
	const seconds = Number(timeoutSec);
	if (seconds < 0 || seconds > MAX_WAIT_S)
		return refuse(
			"VALIDATION",
			`timeoutSec is from 0 to ${MAX_WAIT_S}.`,
			"Wait again after a wait that showed nothing.",
			{ field: "timeoutSec" },
		);
	const { capabilities, roles, assignee, labels } = given as Pick<
		DoorWait,
		"capabilities" | "roles" | "assignee" | "labels"
	>;
	let waitedSec = 0;
	onProgress?.(waitedSec, seconds);
	const timer = setInterval(() => {
		waitedSec += PROGRESS_EVERY_S;
		onProgress?.(waitedSec, seconds);
	}, PROGRESS_EVERY_S * 1_000);
	try {
		return await door.wait({
			...{ capabilities, roles, assignee, labels, signal },
			timeoutMs: seconds * 1_000,
		});
	} finally {
		clearInterval(timer);
	}
}
