import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { JsonObject } from "../core/errors.ts";
import {
	MEMORY_SCOPES,
	type Memory,
	type MemoryPlace,
	type MemoryScope,
	remembered,
} from "../core/memory.ts";

/** A fact and where it is kept. */
export interface Found {
	readonly scope: MemoryScope;
	readonly fact: Memory;
}

/** A scope and the place it means. */
export type Place = readonly [MemoryScope, MemoryPlace];

/** The places whose facts an agent may read, the nearest first. */
export function placesOf(
	task: string | undefined,
	agent: string,
): readonly Place[] {
	const all: Readonly<Record<MemoryScope, MemoryPlace | undefined>> = {
		task: task === undefined ? undefined : { task },
		agent: { agent },
		shared: "shared",
	};
	return MEMORY_SCOPES.flatMap((scope) => {
		const place = all[scope];
		return place === undefined ? [] : [[scope, place] as const];
	});
}

/** The facts of a place that still hold. */
export function factsAt(
	board: BoardReader,
	scope: MemoryScope,
	{ place, command }: { place: MemoryPlace; command: Command },
): readonly Found[] {
	return remembered(memoryAt(board, place), command.now).map((fact) => ({
		scope,
		fact,
	}));
}

/** Every fact that holds and that a worker on the task should know, the nearest first: of the task, of the agent, of everybody. */
export function factsFor(
	board: BoardReader,
	task: string,
	command: Command,
): readonly JsonObject[] {
	return placesOf(task, command.agent)
		.flatMap(([scope, place]) => factsAt(board, scope, { place, command }))
		.map(({ scope, fact }) => factView(fact, scope));
}

/** The facts of a place, those that have expired included. */
export function memoryAt(
	board: BoardReader,
	place: MemoryPlace,
): readonly Memory[] {
	return place !== "shared" && "task" in place
		? board.context(place.task).memory
		: board.memory(place);
}

/** A fact as answers show it. */
export function factView(fact: Memory, scope: MemoryScope): JsonObject {
	return { scope, ...fact };
}
