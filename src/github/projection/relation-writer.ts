import type { IssueRecord } from "../api.ts";
import { type Edge, edgeName } from "../relations/edge.ts";
import type { RelationApi } from "../relations/relation-api.ts";
import { LackingEdges } from "./lacking-edges.ts";
import { relationChanges } from "./relation-changes.ts";
import {
	emptyMemory,
	namesOf,
	type RelationMemory,
} from "./relation-memory.ts";
import { untoldRemark } from "./relation-remark.ts";
import { findEdges } from "./relation-view.ts";
import { type WriteDoor, writeEdges } from "./relation-write.ts";
import type { Remark } from "./remark.ts";

/** What the writer works with. */
export interface RelationWriterOptions extends Omit<WriteDoor, "relations"> {
	/** Absent where edges are not shown. */
	readonly relations: RelationApi | undefined;
	/** Makes an issue due. */
	readonly touch: (issue: number) => void;
	/** Something is put back that nobody is known to have done, and this is why. */
	readonly putBack: (issue: number, remark: Remark) => void;
	/** Asks to hear who drew edges that the board does not have. */
	readonly onUnexplained: (shown: IssueRecord, edges: readonly Edge[]) => void;
	/** Asks for a look at what people did: an edge is gone that nobody told of yet. */
	readonly onMissing: () => void;
}

/** What came of showing: whether anything was written, and when to look again; infinite while there is no need. */
export interface ShownRelations {
	readonly changed: boolean;
	readonly againAtMs: number;
}

const NOTHING: ShownRelations = {
	changed: false,
	againAtMs: Number.POSITIVE_INFINITY,
};

/** Brings sub-issues and blocked-by on GitHub in line with the board's edges. Edges to issues that are no tasks are left alone. */
export class RelationWriter {
	readonly #options: RelationWriterOptions;
	readonly #memories = new Map<number, RelationMemory>();
	readonly #lacking: LackingEdges;

	constructor(options: RelationWriterOptions) {
		this.#options = options;
		this.#lacking = new LackingEdges(options);
	}

	/** Somebody changed the edges of an issue. */
	changed(issue: number): void {
		const memory = this.#memory(issue);
		memory.listed = undefined;
		memory.isTold = true;
		memory.untold.clear();
		this.#options.touch(issue);
	}

	/** The board has answered what somebody did with an edge. */
	decided(edge: Edge): void {
		this.#memory(edge.from).decided.add(edgeName(edge));
		this.#options.touch(edge.from);
	}

	/** Nobody is known to have drawn an edge. */
	untold(edge: Edge): void {
		this.#memory(edge.from).untold.add(edgeName(edge));
	}

	/** An issue is no task, or none any more. */
	forget(issue: number): void {
		this.#memories.delete(issue);
		this.#lacking.forget(issue);
	}

	/** What the server was found not to know is asked again. */
	askAgain(): void {
		this.#lacking.askAgain();
	}

	/** Issues with an edge to this one from when it was no task. */
	waitingFor(issue: number): readonly number[] {
		const found: number[] = [];
		for (const [from, { strangers }] of this.#memories)
			if (strangers.includes(issue)) found.push(from);
		return found;
	}

	/** Forgets everything, as after a start. */
	startOver(): void {
		this.#memories.clear();
	}

	/** Writes what differs between an issue and the board's edges from it. */
	async show(
		wanted: readonly Edge[],
		shown: IssueRecord,
	): Promise<ShownRelations> {
		const { relations, number, isPullRequest } = shown;
		const api = this.#options.relations;
		if (relations === undefined || api === undefined || isPullRequest)
			return NOTHING;
		const isBare =
			wanted.length === 0 &&
			!this.#memories.has(number) &&
			relations.blockers === 0 &&
			relations.parent === undefined;
		return isBare
			? NOTHING
			: this.#compare(wanted, shown, { ...this.#options, relations: api });
	}

	async #compare(
		wanted: readonly Edge[],
		shown: IssueRecord,
		door: WriteDoor,
	): Promise<ShownRelations> {
		const { nowMs, onUnexplained, onMissing } = this.#options;
		const memory = this.#memory(shown.number);
		const found = await findEdges(shown, wanted, { memory, door });
		if (!isSame(memory.had, namesOf(wanted))) memory.leftOut.clear();
		const changes = relationChanges({
			...{ wanted, found: found.edges, memory },
			nowMs: nowMs(),
		});
		const { unexplained, isNewlyGone } = changes;
		if (unexplained.length > 0) onUnexplained(shown, unexplained);
		if (isNewlyGone) onMissing();
		const written = await writeEdges(changes, { shown, found, memory }, door);
		this.#lacking.looked(shown.number, wanted);
		for (const edge of changes.add)
			if (written.names.has(edgeName(edge)) && wasTakenAway(edge, memory))
				this.#options.putBack(edge.from, untoldRemark(edge, nowMs()));
		if (!written.isRest)
			remember(memory, { wanted, found: found.edges, ...written });
		const againAtMs = Math.min(
			written.isRest ? nowMs() : changes.waitsUntilMs,
			...[...memory.leftOut.values()].map((one) => one.againAtMs),
		);
		return { changed: written.names.size > 0, againAtMs };
	}

	#memory(issue: number): RelationMemory {
		const present = this.#memories.get(issue) ?? emptyMemory();
		this.#memories.set(issue, present);
		return present;
	}
}

/** True for an edge that GitHub showed and that went without an answer of the board. */
function wasTakenAway(edge: Edge, { shown, decided }: RelationMemory): boolean {
	return shown.has(edgeName(edge)) && !decided.has(edgeName(edge));
}

function remember(
	memory: RelationMemory,
	{
		wanted,
		found,
		names,
	}: {
		wanted: readonly Edge[];
		found: readonly Edge[];
		names: ReadonlySet<string>;
	},
): void {
	memory.had = namesOf(wanted);
	for (const name of memory.missingSinceMs.keys())
		if (!memory.had.has(name)) memory.missingSinceMs.delete(name);
	// What is waited for was shown, and counts as that until it is put back.
	const waited = memory.missingSinceMs.keys();
	const shown = new Set([...namesOf(found), ...names, ...waited]);
	memory.shown = new Set([...memory.had].filter((name) => shown.has(name)));
	for (const name of names) {
		memory.decided.delete(name);
		memory.leftOut.delete(name);
		memory.missingSinceMs.delete(name);
	}
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	return a.size === b.size && [...a].every((name) => b.has(name));
}
