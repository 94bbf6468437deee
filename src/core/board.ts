import type { AgentRecord } from "./agent-record.ts";
import type { Baton } from "./baton.ts";
import type { BoardDocument } from "./config.ts";
import type { LearnedDocuments } from "./learned.ts";
import type { Memory } from "./memory.ts";
import type { Plan } from "./plan/plan.ts";
import type { Status } from "./status.ts";
import type { Brief, Task, TaskContext, TaskKey } from "./task.ts";

/** Everything kept about one task. */
export interface TaskDocuments {
	readonly task: Task;
	readonly brief: Brief;
	readonly baton: Baton;
	readonly context: TaskContext;
	/** Absent for a task that has none. */
	readonly plan?: Plan | undefined;
}

/** A document that belongs to no task, by its path without the ending. */
export type SideDocument =
	| `agents/${string}`
	| "memory/shared"
	| `memory/agents/${string}`
	| LearnedDocument;

/** What finished runs taught, in three documents. */
export type LearnedDocument = `learned/${keyof LearnedDocuments}`;

/** The documents of what agents remember. */
export type MemoryDocument = Exclude<
	SideDocument,
	`agents/${string}` | LearnedDocument
>;

/**
 * A board at one commit, as a rule sees it. Reading is synchronous and never fails: a task whose documents could not be
 * read is absent here and named by `unreadable`.
 */
export interface BoardReader {
	/** Why the board as a whole cannot be worked on, if so: its own document is damaged or of a newer format. */
	readonly problem: string | undefined;
	/** Absent on a branch without a first commit. */
	readonly board: BoardDocument | undefined;
	task(key: TaskKey): Task | undefined;
	brief(key: TaskKey): Brief;
	baton(key: TaskKey): Baton;
	context(key: TaskKey): TaskContext;
	/** Undefined when the task has none, and when it cannot be read. */
	plan(key: TaskKey): Plan | undefined;
	/** Why a task's documents cannot be used, if so. */
	unreadable(key: TaskKey): string | undefined;
	keys(): Iterable<TaskKey>;
	/** Tasks that name this one in `blocked_by`, in key order. */
	dependents(key: TaskKey): readonly TaskKey[];
	/** Tasks whose parent is this one, in key order. */
	children(key: TaskKey): readonly TaskKey[];
	count(status: Status): number;
	/** How many leases, ended or not, name this agent. */
	leases(agent: string): number;
	/** Tasks with a lease, ended or not, in key order. */
	leased(): Iterable<TaskKey>;
	/** Tasks in progress that nobody holds, since the steps of their plan are what is claimed, in key order. */
	running(): Iterable<TaskKey>;
	/** Tasks that are ready, in the order they should be worked (`comparePlaces`). Nothing may be written while it is read. */
	ready(): Iterable<TaskKey>;
	/** Tasks that are ready and assigned to this agent, in key order. */
	assigned(agent: string): Iterable<TaskKey>;
	/** What is known of an agent beside config; undefined when nothing is, or it cannot be read. */
	agent(name: string): AgentRecord | undefined;
	/** Every agent with a record, in name order. */
	agents(): Iterable<string>;
	/** The facts remembered beside tasks, in key order, expired ones included. */
	memory(place: "shared" | { readonly agent: string }): readonly Memory[];
	/** Every agent with a memory of its own, in name order. */
	remembering(): Iterable<string>;
	/** What finished runs taught; undefined when a part of that cannot be read. */
	learned(): LearnedDocuments | undefined;
	/** The look back at a task's finished run, as markdown. */
	retrospective(key: TaskKey): string | undefined;
	/** Why the document of an agent or a memory beside tasks cannot be used, if so: then it must not be written. */
	damage(document: SideDocument): string | undefined;
}

/** The document that holds the facts of a place beside tasks. */
export function memoryDocument(
	place: "shared" | { readonly agent: string },
): MemoryDocument {
	return place === "shared" ? "memory/shared" : `memory/agents/${place.agent}`;
}

/** Total order of keys: issue numbers by value, before slugs by text. */
export function compareKeys(a: TaskKey, b: TaskKey): number {
	const [x, y] = [Number(a), Number(b)];
	const [xIsNumber, yIsNumber] = [!Number.isNaN(x), !Number.isNaN(y)];
	if (xIsNumber && yIsNumber) return x - y;
	if (xIsNumber !== yIsNumber) return xIsNumber ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}
