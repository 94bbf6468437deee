import type { IssueRecord } from "../api.ts";
import { isFinal } from "../final-error.ts";
import { type Edge, edgeName } from "../relations/edge.ts";
import type { RelationChanges } from "./relation-changes.ts";
import { leaveOut, type RelationMemory } from "./relation-memory.ts";
import type { FoundEdges, RelationDoor } from "./relation-view.ts";

/** What writing one edge needs. */
export interface WriteDoor extends RelationDoor {
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** The issue whose edges are written, as it was read, and what is remembered of it. */
export interface Written {
	readonly shown: IssueRecord;
	readonly found: FoundEdges;
	readonly memory: RelationMemory;
}

/** So many edges of one issue are written at once; the rest follow. */
const MAX_WRITES = 20;

/** Makes changes. Answers the names of the edges that were changed by it, and whether there is more to do. */
export async function writeEdges(
	{ remove, add }: RelationChanges,
	written: Written,
	door: WriteDoor,
): Promise<{ readonly names: ReadonlySet<string>; readonly isRest: boolean }> {
	const { found } = written;
	const adds = add.filter((edge) => canAdd(edge, { found, remove }));
	// What comes below another issue goes out from below the first with that.
	const replaces = adds.some(({ kind }) => kind === "parent");
	const removes = remove.filter(({ kind }) => kind !== "parent" || !replaces);
	const writes = [
		...removes.map((edge) => ({
			edge,
			act: () => removeEdge(edge, written, door),
		})),
		...adds.map((edge) => ({ edge, act: () => addEdge(edge, written, door) })),
	];
	const names = new Set<string>();
	for (const { edge, act } of writes.slice(0, MAX_WRITES))
		if (await act()) names.add(edgeName(edge));
	return { names, isRest: writes.length > MAX_WRITES };
}

/** An issue has one parent: another is taken from it only where the board has answered that one. */
function canAdd(
	{ kind }: Edge,
	{ found, remove }: { found: FoundEdges; remove: readonly Edge[] },
): boolean {
	if (kind === "blocked_by") return found.canDepend;
	const isParent = (edge: Edge) => edge.kind === "parent";
	return (
		!found.isBelowStranger &&
		(!found.edges.some(isParent) || remove.some(isParent))
	);
}

/** Draws an edge. What GitHub does not take, because one of its limits is reached, is left out and told of once. True when drawn. */
async function addEdge(
	edge: Edge,
	{ shown, memory }: Written,
	door: WriteDoor,
): Promise<boolean> {
	try {
		return edge.kind === "parent"
			? await door.relations.addChild(edge.to, idOf(shown))
			: await addBlocker(edge, memory, door);
	} catch (error) {
		if (!isFinal(error)) throw error;
		if (!leaveOut(memory, edgeName(edge), door.nowMs())) return false;
		const what = edge.kind === "parent" ? "is below" : "waits for";
		door.onError(
			error,
			`issue ${edge.from} cannot show that it ${what} ${edge.to}`,
		);
		return false;
	}
}

/** Takes an edge away. True when it is gone by that. */
async function removeEdge(
	edge: Edge,
	{ shown, found, memory }: Written,
	{ relations }: WriteDoor,
): Promise<boolean> {
	if (edge.kind === "parent")
		return relations.removeChild(edge.to, idOf(shown));
	const id = found.ids.get(edge.to);
	if (id === undefined) return false;
	const isGone = await relations.removeBlocker(edge.from, id);
	if (isGone && memory.listed !== undefined)
		memory.listed = {
			here: memory.listed.here.filter(({ number }) => number !== edge.to),
			total: memory.listed.total - 1,
		};
	return isGone;
}

async function addBlocker(
	{ from, to }: Edge,
	memory: RelationMemory,
	{ api, relations }: WriteDoor,
): Promise<boolean> {
	const id = (await api.issue(to))?.relations?.id;
	if (id === undefined)
		throw Object.assign(new Error(`issue ${to} is not there`), { status: 404 });
	const isDrawn = await relations.addBlocker(from, id);
	if (isDrawn && memory.listed !== undefined)
		memory.listed = {
			here: [...memory.listed.here, { number: to, id }],
			total: memory.listed.total + 1,
		};
	return isDrawn;
}

function idOf({ number, relations }: IssueRecord): number {
	if (relations === undefined)
		throw new Error(`the id of issue ${number} is not known`);
	return relations.id;
}
