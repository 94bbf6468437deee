import type { BoardConfig } from "../core/config.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Task } from "../core/task.ts";

/**
 * The refusal while a gate before `done` is not proven, if the board has any. Nothing proves a gate by words, so without
 * evidence about the head's checks every gate is closed.
 */
export function gatesHold(
	config: BoardConfig,
	task: Task,
): Refusal | undefined {
	if (config.done_gates.length === 0) return undefined;
	return refuse(
		"GATE_FAILED",
		`Task ${task.key} has no head whose checks could prove ${config.done_gates.join(", ")}.`,
		"This version reads no checks yet: a board without `done_gates` does not ask for them.",
		{ gates: config.done_gates },
	);
}
