import type { BoardReader } from "../../core/board.ts";
import type { IssueRecord, RepositoryApi } from "../api.ts";
import { type Edge, isTaskIssue } from "../relations/edge.ts";
import type { RelationApi } from "../relations/relation-api.ts";
import type { RelationMemory } from "./relation-memory.ts";

/** What looking at relations needs. */
export interface RelationDoor {
	readonly api: Pick<RepositoryApi, "issue">;
	readonly relations: RelationApi;
	readonly inspect: <T>(look: (board: BoardReader) => T) => Promise<T>;
}

/** The edges that begin at an issue as GitHub shows them now. */
export interface FoundEdges {
	/** Those that lead to tasks. */
	readonly edges: readonly Edge[];
	/** Ids of the issues it waits for, by number. */
	readonly ids: ReadonlyMap<number, number>;
	/** False where the server does not know that issues wait for each other. */
	readonly canDepend: boolean;
	/** True while the issue is below one that is no task: nobody takes it away from there. */
	readonly isBelowStranger: boolean;
}

/** Reads the edges of an issue; asks for a list only where there may be something in it that is not known yet. */
export async function findEdges(
	shown: IssueRecord,
	wanted: readonly Edge[],
	{ memory, door }: { memory: RelationMemory; door: RelationDoor },
): Promise<FoundEdges> {
	const { number: from, relations } = shown;
	memory.listed = await listBlockers(shown, wanted, { memory, door });
	const blockers = memory.listed?.here ?? [];
	const parent = relations?.parent;
	const above = typeof parent === "number" ? [parent] : [];
	const numbers = [...blockers.map(({ number }) => number), ...above];
	const tasks =
		numbers.length === 0
			? new Set<number>()
			: await door.inspect(
					(board) => new Set(numbers.filter((one) => isTaskIssue(board, one))),
				);
	memory.strangers = numbers.filter((one) => !tasks.has(one));
	return {
		edges: [
			...blockers
				.filter(({ number }) => tasks.has(number))
				.map(({ number: to }): Edge => ({ kind: "blocked_by", from, to })),
			...above
				.filter((to) => tasks.has(to))
				.map((to): Edge => ({ kind: "parent", from, to })),
		],
		ids: new Map(blockers.map(({ number, id }) => [number, id])),
		canDepend: memory.listed !== undefined,
		isBelowStranger: parent !== undefined && !above.some((to) => tasks.has(to)),
	};
}

async function listBlockers(
	{ number, relations }: IssueRecord,
	wanted: readonly Edge[],
	{ memory, door }: { memory: RelationMemory; door: RelationDoor },
): Promise<RelationMemory["listed"]> {
	if (relations === undefined) return undefined;
	const { blockers: count, home } = relations;
	const { listed } = memory;
	const isKnown =
		listed !== undefined && (count === undefined || count === listed.total);
	if (isKnown) return listed;
	const mayHave =
		memory.isTold ||
		(count ?? 0) > 0 ||
		(count === undefined && wanted.some(({ kind }) => kind === "blocked_by"));
	memory.isTold = false;
	if (!mayHave) return { here: [], total: 0 };
	return door.relations.blockers(number, home);
}
