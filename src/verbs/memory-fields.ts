import { z } from "zod";
import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import {
	isMemoryKey,
	MEMORY_SCOPES,
	type MemoryScope,
} from "../core/memory.ts";
import type { Task } from "../core/task.ts";

/** The name of a fact. */
export const memoryKey = z
	.string()
	.refine(
		isMemoryKey,
		"is no name for a fact: lower-case letters, digits and . _ / -, at most 80",
	)
	.describe("Name of the fact, such as cache/ttl");

export const memoryScope = z
	.enum(MEMORY_SCOPES)
	.describe("For whoever works on the task, for this agent, or for everybody");

/** The task a command about memory names, if it names one and has to: its facts are meant, or something is to be written. */
export function taskFor(
	board: BoardReader,
	{ task: key }: Command,
	scope: MemoryScope | undefined,
): Task | Refusal | undefined {
	if (key === undefined)
		return scope === "task"
			? refuse(
					"VALIDATION",
					"No task was named.",
					"Say it on an issue, name the task (`task=42`), or choose scope=agent or scope=shared.",
				)
			: undefined;
	const broken = board.unreadable(key);
	if (broken !== undefined)
		return refuse(
			"VALIDATION",
			`Task ${key} is quarantined: ${broken}.`,
			"Its documents on the branch have to be mended first.",
		);
	return (
		board.task(key) ??
		refuse(
			"NOT_FOUND",
			`There is no task ${key} on the board.`,
			"`/baton enroll` on its issue puts it there.",
			{ task: key },
		)
	);
}
