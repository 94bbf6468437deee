import { type Edge, edgeName } from "../relations/edge.ts";
import type { Blockers } from "../relations/relation-api.ts";

/** An edge that GitHub would not take. */
export interface LeftOut {
	readonly tries: number;
	readonly againAtMs: number;
}

/** What is remembered of the edges that begin at one issue. Nothing here outlives the process. */
export interface RelationMemory {
	/** What GitHub listed last, while nobody told of a change since. */
	listed: Blockers | undefined;
	/** True when somebody told of a change that GitHub's own counts may not show yet. */
	isTold: boolean;
	/** Edges, by name, that the board had when GitHub was last brought in line. */
	had: ReadonlySet<string>;
	/** Edges that GitHub showed then. */
	shown: ReadonlySet<string>;
	/** Edges whose drawing the board has answered: what it says of them counts. */
	readonly decided: Set<string>;
	/** Edges that nobody is known to have drawn; they stay as they are. */
	readonly untold: Set<string>;
	/** Edges that GitHub would not take, how often, and when they are tried again. */
	readonly leftOut: Map<string, LeftOut>;
	/** Since when an edge is missing that was shown. */
	readonly missingSinceMs: Map<string, number>;
	/** Issues at the other end of edges that are no tasks. */
	strangers: readonly number[];
}

export function emptyMemory(): RelationMemory {
	return {
		listed: undefined,
		isTold: false,
		had: new Set(),
		shown: new Set(),
		decided: new Set(),
		untold: new Set(),
		leftOut: new Map(),
		missingSinceMs: new Map(),
		strangers: [],
	};
}

/** The first wait of an edge that was not taken, and the longest: what is in its way may go, and a limit be reached no more. */
const FIRST_WAIT_MS = 10_000;
const MAX_WAIT_MS = 3_600_000;

/** Takes note that GitHub would not take an edge. True when that is news. */
export function leaveOut(
	{ leftOut }: RelationMemory,
	name: string,
	nowMs: number,
): boolean {
	const tries = leftOut.get(name)?.tries ?? 0;
	const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 10 ** tries);
	leftOut.set(name, { tries: tries + 1, againAtMs: nowMs + waitMs });
	return tries === 0;
}

/** Names of edges. */
export function namesOf(edges: readonly Edge[]): ReadonlySet<string> {
	return new Set(edges.map(edgeName));
}
