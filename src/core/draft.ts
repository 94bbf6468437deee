import type { AgentRecord } from "./agent-record.ts";
import type { Baton } from "./baton.ts";
import {
	type BoardReader,
	compareKeys,
	type MemoryDocument,
	memoryDocument,
	type SideDocument,
	type TaskDocuments,
} from "./board.ts";
import type { BoardDocument } from "./config.ts";
import type { Instant } from "./instant.ts";
import type { LearnedDocuments } from "./learned.ts";
import type { Memory } from "./memory.ts";
import type { Plan } from "./plan/plan.ts";
import { comparePlaces, placeOf, unblocksOf } from "./ready.ts";
import type { Status } from "./status.ts";
import type { Brief, Note, Task, TaskContext, TaskKey } from "./task.ts";

/** What a decision wants written: only documents that differ from the board it was decided on. */
export interface Changes {
	readonly board?: BoardDocument;
	readonly tasks: ReadonlyMap<TaskKey, Partial<TaskDocuments>>;
	readonly agents: ReadonlyMap<string, AgentRecord>;
	readonly memories: ReadonlyMap<MemoryDocument, readonly Memory[]>;
	readonly retrospectives: ReadonlyMap<TaskKey, string>;
	readonly learned?: LearnedDocuments;
}

/**
 * A board that can be written to: reads see the writes, and nothing reaches the board underneath until the changes are
 * committed. Lives as long as one decision.
 */
export class Draft implements BoardReader {
	readonly #base: BoardReader;
	readonly #tasks = new Map<TaskKey, Partial<TaskDocuments>>();
	readonly #agents = new Map<string, AgentRecord>();
	readonly #memories = new Map<MemoryDocument, readonly Memory[]>();
	readonly #retrospectives = new Map<TaskKey, string>();
	#learned: LearnedDocuments | undefined;
	#board: BoardDocument | undefined;

	constructor(base: BoardReader) {
		this.#base = base;
	}

	get problem(): string | undefined {
		return this.#base.problem;
	}

	get board(): BoardDocument | undefined {
		return this.#board ?? this.#base.board;
	}

	task(key: TaskKey): Task | undefined {
		return this.#tasks.get(key)?.task ?? this.#base.task(key);
	}

	brief(key: TaskKey): Brief {
		return this.#tasks.get(key)?.brief ?? this.#base.brief(key);
	}

	baton(key: TaskKey): Baton {
		return this.#tasks.get(key)?.baton ?? this.#base.baton(key);
	}

	context(key: TaskKey): TaskContext {
		return this.#tasks.get(key)?.context ?? this.#base.context(key);
	}

	plan(key: TaskKey): Plan | undefined {
		return this.#tasks.get(key)?.plan ?? this.#base.plan(key);
	}

	unreadable(key: TaskKey): string | undefined {
		return this.#base.unreadable(key);
	}

	*keys(): Iterable<TaskKey> {
		yield* this.#base.keys();
		for (const key of this.#tasks.keys())
			if (this.#base.task(key) === undefined) yield key;
	}

	dependents(key: TaskKey): readonly TaskKey[] {
		return this.#related(this.#base.dependents(key), (task) =>
			task.blocked_by.includes(key),
		);
	}

	children(key: TaskKey): readonly TaskKey[] {
		return this.#related(
			this.#base.children(key),
			(task) => task.parent === key,
		);
	}

	count(status: Status): number {
		return (
			this.#base.count(status) +
			this.#difference((task) => task.status === status)
		);
	}

	leases(agent: string): number {
		return (
			this.#base.leases(agent) +
			this.#difference((task) => task.lease?.agent === agent)
		);
	}

	leased(): Iterable<TaskKey> {
		return this.#tasks.size === 0
			? this.#base.leased()
			: this.#holding(({ lease }) => lease !== undefined);
	}

	running(): Iterable<TaskKey> {
		return this.#tasks.size === 0
			? this.#base.running()
			: this.#holding(
					({ status, lease }) =>
						status === "in_progress" && lease === undefined,
				);
	}

	ready(): Iterable<TaskKey> {
		if (this.#tasks.size === 0) return this.#base.ready();
		return this.#holding(({ status }) => status === "ready")
			.map((key) => placeOf(this.task(key) as Task, unblocksOf(this, key)))
			.sort(comparePlaces)
			.map(({ key }) => key);
	}

	assigned(agent: string): Iterable<TaskKey> {
		return this.#tasks.size === 0
			? this.#base.assigned(agent)
			: this.#holding(
					({ status, assignee }) => status === "ready" && assignee === agent,
				);
	}

	agent(name: string): AgentRecord | undefined {
		return this.#agents.get(name) ?? this.#base.agent(name);
	}

	agents(): Iterable<string> {
		if (this.#agents.size === 0) return this.#base.agents();
		return [
			...new Set([...this.#base.agents(), ...this.#agents.keys()]),
		].sort();
	}

	memory(place: "shared" | { readonly agent: string }): readonly Memory[] {
		return (
			this.#memories.get(memoryDocument(place)) ?? this.#base.memory(place)
		);
	}

	remembering(): Iterable<string> {
		const own = [...this.#memories.keys()]
			.filter((document) => document !== "memory/shared")
			.map((document) => document.slice("memory/agents/".length));
		return [...new Set([...this.#base.remembering(), ...own])].sort();
	}

	learned(): LearnedDocuments | undefined {
		return this.#learned ?? this.#base.learned();
	}

	retrospective(key: TaskKey): string | undefined {
		return this.#retrospectives.get(key) ?? this.#base.retrospective(key);
	}

	damage(document: SideDocument): string | undefined {
		return this.#base.damage(document);
	}

	setBoard(board: BoardDocument): void {
		if (!isSame(board, this.board)) this.#board = board;
	}

	setTask(task: Task): void {
		this.#write(task.key, { task });
	}

	setBrief(key: TaskKey, brief: Brief): void {
		this.#write(key, { brief });
	}

	setBaton(key: TaskKey, baton: Baton): void {
		this.#write(key, { baton });
	}

	setContext(key: TaskKey, context: TaskContext): void {
		this.#write(key, { context });
	}

	setPlan(key: TaskKey, plan: Plan): void {
		this.#write(key, { plan });
	}

	addNote(key: TaskKey, note: Note): void {
		const context = this.context(key);
		this.setContext(key, { ...context, notes: [...context.notes, note] });
	}

	/** Throws for a record that cannot be read: nothing that nobody has seen is written over. */
	setAgent(record: AgentRecord): void {
		this.#mustBeSound(`agents/${record.name}`);
		if (!isSame(record, this.agent(record.name)))
			this.#agents.set(record.name, record);
	}

	/** Throws for a memory that cannot be read. */
	setMemory(
		place: "shared" | { readonly agent: string },
		memory: readonly Memory[],
	): void {
		const document = memoryDocument(place);
		this.#mustBeSound(document);
		if (!isSame(memory, this.memory(place)))
			this.#memories.set(document, memory);
	}

	setLearned(learned: LearnedDocuments): void {
		if (!isSame(learned, this.learned())) this.#learned = learned;
	}

	setRetrospective(key: TaskKey, markdown: string): void {
		if (markdown !== this.retrospective(key))
			this.#retrospectives.set(key, markdown);
	}

	/** True once anything was written. */
	get changed(): boolean {
		return (
			this.#board !== undefined ||
			this.#learned !== undefined ||
			[this.#tasks, this.#agents, this.#memories, this.#retrospectives].some(
				({ size }) => size > 0,
			)
		);
	}

	/** The writes, every touched task marked as updated and, unless told otherwise, one version on. */
	finish(now: Instant, options: { readonly bumpVersion: boolean }): Changes {
		for (const key of this.#tasks.keys()) {
			const task = this.task(key);
			if (task === undefined)
				throw new Error(`documents of ${key} were written without its task`);
			const version =
				(this.#base.task(key)?.version ?? 0) + (options.bumpVersion ? 1 : 0);
			this.setTask({
				...task,
				version,
				updated_at: options.bumpVersion ? now : task.updated_at,
			});
		}
		return {
			...(this.#board === undefined ? {} : { board: this.#board }),
			tasks: this.#tasks,
			agents: this.#agents,
			memories: this.#memories,
			retrospectives: this.#retrospectives,
			...(this.#learned === undefined ? {} : { learned: this.#learned }),
		};
	}

	#mustBeSound(document: SideDocument): void {
		const reason = this.damage(document);
		if (reason !== undefined)
			throw new Error(`${document}.yaml cannot be read: ${reason}`);
	}

	/** Writing what is there already is no write: a command that changes nothing makes no commit. */
	#write(key: TaskKey, documents: Partial<TaskDocuments>): void {
		const fresh = Object.entries(documents).filter(
			([name, value]) =>
				!isSame(value, this.#read(key, name as keyof TaskDocuments)),
		);
		if (fresh.length > 0)
			this.#tasks.set(key, {
				...this.#tasks.get(key),
				...Object.fromEntries(fresh),
			});
	}

	#read(key: TaskKey, name: keyof TaskDocuments): unknown {
		const isNew = this.#base.task(key) === undefined;
		return (
			this.#tasks.get(key)?.[name] ??
			(isNew ? undefined : this.#base[name](key))
		);
	}

	/** A look at every task, for a board that was written to. */
	#holding(holds: (task: Task) => boolean): TaskKey[] {
		return [...this.keys()]
			.filter((key) => {
				const task = this.task(key);
				return task !== undefined && holds(task);
			})
			.sort(compareKeys);
	}

	#related(
		base: readonly TaskKey[],
		holds: (task: Task) => boolean,
	): readonly TaskKey[] {
		if (this.#tasks.size === 0) return base;
		const keys = base.filter((key) => this.#tasks.get(key)?.task === undefined);
		for (const [key, { task }] of this.#tasks)
			if (task !== undefined && holds(task)) keys.push(key);
		return keys.sort(compareKeys);
	}

	#difference(holds: (task: Task) => boolean): number {
		let difference = 0;
		for (const [key, { task }] of this.#tasks) {
			const before = this.#base.task(key);
			if (task === undefined) continue;
			difference +=
				Number(holds(task)) - Number(before !== undefined && holds(before));
		}
		return difference;
	}
}

/** Equality of plain data. Documents come from the codec or from spreads of such, so equal ones have equal key order. */
function isSame(a: unknown, b: unknown): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}
