import { type Edge, edgeName } from "../relations/edge.ts";
import { namesOf, type RelationMemory } from "./relation-memory.ts";

/** How long an edge that somebody took away is waited for to be told of, before it is put back. */
const UNEXPLAINED_WAIT_MS = 1_000;

/** The edges of one issue: those of the board, and those between tasks that GitHub shows. */
export interface Compared {
	readonly wanted: readonly Edge[];
	readonly found: readonly Edge[];
	readonly memory: RelationMemory;
	readonly nowMs: number;
}

/** What to do about the difference. */
export interface RelationChanges {
	readonly remove: readonly Edge[];
	readonly add: readonly Edge[];
	/** Edges on GitHub whose drawing the board has not answered, as far as is known here: they have to be looked into first. */
	readonly unexplained: readonly Edge[];
	/** True when edges that were shown are found gone: whoever took them away is heard first. */
	readonly isNewlyGone: boolean;
	/** Until when that is waited for. */
	readonly waitsUntilMs: number;
}

/**
 * The board is what counts, but nothing is taken off GitHub that the board has not had or answered: somebody may have drawn it
 * and not be heard yet. Takes note in the memory of what is missing.
 */
export function relationChanges(compared: Compared): RelationChanges {
	const { wanted, found, memory, nowMs } = compared;
	const has = namesOf(wanted);
	const shows = namesOf(found);
	const extra = found.filter((edge) => !has.has(edgeName(edge)));
	const isAnswered = (edge: Edge) =>
		memory.had.has(edgeName(edge)) || memory.decided.has(edgeName(edge));
	const missing = wanted.filter((edge) => !shows.has(edgeName(edge)));
	for (const name of shows) memory.missingSinceMs.delete(name);
	const gone = missing.flatMap((edge) => waitFor(edge, compared));
	const isWaitedFor = new Set(gone.map(({ name }) => name));
	const isRefused = (edge: Edge) =>
		(memory.leftOut.get(edgeName(edge))?.againAtMs ?? nowMs) > nowMs;
	return {
		remove: extra.filter(isAnswered),
		add: missing.filter(
			(edge) => !isWaitedFor.has(edgeName(edge)) && !isRefused(edge),
		),
		unexplained: extra.filter(
			(edge) => !isAnswered(edge) && !memory.untold.has(edgeName(edge)),
		),
		isNewlyGone: gone.some(({ isNew }) => isNew),
		waitsUntilMs: Math.min(...gone.map(({ untilMs }) => untilMs)),
	};
}

/** Whoever took away what was shown is heard first. */
function waitFor(
	edge: Edge,
	{ memory, nowMs }: Compared,
): readonly {
	readonly name: string;
	readonly untilMs: number;
	readonly isNew: boolean;
}[] {
	const name = edgeName(edge);
	if (!memory.shown.has(name) || memory.decided.has(name)) return [];
	const isNew = !memory.missingSinceMs.has(name);
	const sinceMs = memory.missingSinceMs.get(name) ?? nowMs;
	memory.missingSinceMs.set(name, sinceMs);
	const untilMs = sinceMs + UNEXPLAINED_WAIT_MS;
	return untilMs > nowMs ? [{ name, untilMs, isNew }] : [];
}
