import { type Json, type Refusal, refuse } from "../core/errors.ts";
import type { DoorWait } from "../engine/board-door.ts";
import { waitFilters } from "../verbs/wait.ts";
import type { Said } from "./saying-of.ts";

const MAX_TIMEOUT_S = 50;

/** What a request to `wait` waits for: the verb's own fields, and `timeout_sec` from 0 to 50, which is also the default. */
export function waitWish({
	input,
	agent,
	task,
	step,
}: Said): DoorWait | Refusal {
	if (task !== undefined || step !== undefined)
		return oneTask(task === undefined ? "step" : "task");
	const { timeout_sec: timeoutS = MAX_TIMEOUT_S, ...filters } = input;
	if (!isTimeout(timeoutS))
		return refuse(
			"VALIDATION",
			`\`wait\`: timeout_sec must be a number from 0 to ${MAX_TIMEOUT_S}.`,
			"Wait again after one that showed nothing.",
			{ problems: [{ field: "timeout_sec", problem: "is out of range" }] },
		);
	const wanted = waitFilters(filters);
	if ("ok" in wanted) return wanted;
	return {
		...wanted,
		...(agent === undefined ? {} : { agent }),
		timeoutMs: timeoutS * 1_000,
	};
}

/** Who names one would wait for any other as well. */
function oneTask(field: string): Refusal {
	return refuse(
		"VALIDATION",
		`\`wait\`: ${field} is not understood; it waits for any task that its filters let through.`,
		"Leave it out; `explain` tells whether one task can be claimed, and why not.",
		{ problems: [{ field, problem: "is no filter" }] },
	);
}

function isTimeout(value: Json): value is number {
	return typeof value === "number" && value >= 0 && value <= MAX_TIMEOUT_S;
}
