import type { AgentRecord } from "../core/agent-record.ts";
import type { Baton } from "../core/baton.ts";
import type { BoardReader, SideDocument } from "../core/board.ts";
import type { BoardDocument } from "../core/config.ts";
import type { LearnedDocuments } from "../core/learned.ts";
import type { Memory } from "../core/memory.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Status } from "../core/status.ts";
import type { Brief, Task, TaskContext, TaskKey } from "../core/task.ts";
import { BoardIndex } from "./board-index.ts";
import { changedTasks } from "./changed-tasks.ts";
import { type Decoded, decodeBoard } from "./codec.ts";
import { inTurns } from "./git/in-turns.ts";
import { emptyTree, type Tree } from "./git/tree.ts";
import { BOARD_FILE, retrospectivePath, taskOfPath } from "./layout.ts";
import {
	printSavedTask,
	readSavedTask,
	type SavedTask,
	savedFacts,
} from "./saved-index-task.ts";
import { SideDocuments } from "./side-documents.ts";
import {
	readBaton,
	readBrief,
	readContext,
	readPlan,
	readTask,
} from "./task-documents.ts";

/** What is known of one task. Of one that was saved the state is read when it is asked for, as the other documents always are. */
interface Entry {
	task: Decoded<Task> | SavedTask;
	brief?: Decoded<Brief>;
	baton?: Decoded<Baton>;
	context?: Decoded<TaskContext>;
	plan?: Decoded<Plan | undefined>;
}

/**
 * A board read from a tree of files. It can be moved to any other tree, which costs what differs between the two: one
 * commit forward, or back when a push was lost.
 */
export class BoardState implements BoardReader {
	readonly #entries = new Map<TaskKey, Entry>();
	readonly #index = new BoardIndex();
	readonly #broken = new Set<TaskKey>();
	readonly #side = new SideDocuments();
	#tree: Tree;
	#board: Decoded<BoardDocument> | undefined;

	constructor(empty: Tree) {
		this.#tree = empty;
	}

	get tree(): Tree {
		return this.#tree;
	}

	/** A board as it was saved, in steps: its tree, and of every task what `saved` answered. */
	static *restoring(
		tree: Tree,
		saved: Iterable<SavedTask>,
	): Generator<void, BoardState> {
		const state = new BoardState(emptyTree());
		state.#enter(tree);
		for (const task of saved) {
			const { key, facts } = savedFacts(task);
			state.#entries.set(key, { task });
			if (facts === undefined) state.#broken.add(key);
			else state.#index.add(facts);
			yield;
		}
		return state;
	}

	/** Every task in the form in which it is saved, as they are now, whatever happens to the board meanwhile. */
	saved(): Iterable<SavedTask> {
		const entries = [...this.#entries];
		return (function* () {
			for (const [key, { task }] of entries)
				yield isSaved(task) ? task : printSavedTask(key, task);
		})();
	}

	/**
	 * Moves to another tree. `changed` are the paths at which the two may differ, all of them, for a caller who knows: looking
	 * for them takes longer the larger the board is.
	 */
	moveTo(tree: Tree, changed?: Iterable<string>): void {
		const before = this.#tree;
		this.#enter(tree);
		const touched =
			changed === undefined
				? changedTasks(before, tree)
				: new Set([...changed].flatMap((path) => taskOfPath(path) ?? []));
		for (const key of touched) this.#reload(key);
	}

	/** The same for a move that may be far, letting others have a turn meanwhile: nobody may look at the board before it is done. */
	moveInTurns(tree: Tree): Promise<void> {
		return inTurns(this.#moving(tree));
	}

	*#moving(tree: Tree): Generator<void, void> {
		const before = this.#tree;
		this.#enter(tree);
		for (const key of changedTasks(before, tree)) {
			this.#reload(key);
			yield;
		}
	}

	#enter(tree: Tree): void {
		const bytes = tree.get(BOARD_FILE);
		const before = this.#tree.get(BOARD_FILE);
		const isSame =
			before === bytes ||
			(before !== undefined &&
				bytes?.length === before.length &&
				Buffer.compare(bytes, before) === 0);
		if (!isSame)
			this.#board = bytes === undefined ? undefined : decodeBoard(bytes);
		this.#tree = tree;
	}

	get problem(): string | undefined {
		return this.#board?.ok === false
			? `board.yaml: ${this.#board.reason}`
			: undefined;
	}

	get board(): BoardDocument | undefined {
		return this.#board?.ok === true ? this.#board.value : undefined;
	}

	task(key: TaskKey): Task | undefined {
		const decoded = this.#decoded(key);
		return decoded?.ok === true ? decoded.value : undefined;
	}

	brief(key: TaskKey): Brief {
		return this.#document(
			key,
			"brief",
			(entry) => (entry.brief ??= readBrief(this.#tree, key)),
		);
	}

	baton(key: TaskKey): Baton {
		return this.#document(
			key,
			"baton",
			(entry) => (entry.baton ??= readBaton(this.#tree, key)),
		);
	}

	context(key: TaskKey): TaskContext {
		return this.#document(
			key,
			"context",
			(entry) => (entry.context ??= readContext(this.#tree, key)),
		);
	}

	plan(key: TaskKey): Plan | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) return undefined;
		entry.plan ??= readPlan(this.#tree, key);
		return entry.plan.ok ? entry.plan.value : undefined;
	}

	unreadable(key: TaskKey): string | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) return undefined;
		const task = this.#decoded(key);
		if (task?.ok === false) return task.reason;
		entry.brief ??= readBrief(this.#tree, key);
		entry.baton ??= readBaton(this.#tree, key);
		entry.context ??= readContext(this.#tree, key);
		entry.plan ??= readPlan(this.#tree, key);
		if (!entry.brief.ok) return `brief.md: ${entry.brief.reason}`;
		if (!entry.baton.ok) return `baton.yaml: ${entry.baton.reason}`;
		if (!entry.context.ok) return `context.yaml: ${entry.context.reason}`;
		return entry.plan.ok ? undefined : `plan.yaml: ${entry.plan.reason}`;
	}

	/** The tasks that are absent because they are set apart or their state cannot be read, and why, in no order. */
	*broken(): Iterable<readonly [TaskKey, string]> {
		for (const key of this.#broken) yield [key, this.unreadable(key) ?? ""];
	}

	keys(): Iterable<TaskKey> {
		return this.#entries.keys();
	}

	dependents(key: TaskKey): readonly TaskKey[] {
		return this.#index.dependents(key);
	}

	children(key: TaskKey): readonly TaskKey[] {
		return this.#index.children(key);
	}

	count(status: Status): number {
		return this.#index.count(status);
	}

	leases(agent: string): number {
		return this.#index.leases(agent);
	}

	leased(): Iterable<TaskKey> {
		return this.#index.leased();
	}

	running(): Iterable<TaskKey> {
		return this.#index.running();
	}

	ready(): Iterable<TaskKey> {
		return this.#index.ready();
	}

	assigned(agent: string): Iterable<TaskKey> {
		return this.#index.assigned(agent);
	}

	/** Tasks that wait for a time after a failed attempt or did so, in no order. */
	delayed(): Iterable<TaskKey> {
		return this.#index.delayed();
	}

	agent(name: string): AgentRecord | undefined {
		return this.#side.agent(this.#tree, name);
	}

	agents(): Iterable<string> {
		return this.#side.agents(this.#tree);
	}

	memory(place: "shared" | { readonly agent: string }): readonly Memory[] {
		return this.#side.memory(this.#tree, place);
	}

	remembering(): Iterable<string> {
		return this.#side.remembering(this.#tree);
	}

	learned(): LearnedDocuments | undefined {
		return this.#side.learned(this.#tree);
	}

	retrospective(key: TaskKey): string | undefined {
		const bytes = this.#tree.get(retrospectivePath(key));
		return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
	}

	damage(document: SideDocument): string | undefined {
		return this.#side.damage(this.#tree, document);
	}

	#decoded(key: TaskKey): Decoded<Task> | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) return undefined;
		if (isSaved(entry.task)) entry.task = readSavedTask(entry.task);
		return entry.task;
	}

	#reload(key: TaskKey): void {
		const before = this.task(key);
		if (before !== undefined) this.#index.remove(before);
		const decoded = readTask(this.#tree, key);
		if (decoded === undefined) this.#entries.delete(key);
		else this.#entries.set(key, { task: decoded });
		if (decoded?.ok === false) this.#broken.add(key);
		else this.#broken.delete(key);
		const task = this.task(key);
		if (task !== undefined) this.#index.add(task);
	}

	/** Documents are asked for only of tasks that were found readable; anything else is a defect. */
	#document<T>(
		key: TaskKey,
		name: string,
		read: (entry: Entry) => Decoded<T>,
	): T {
		const entry = this.#entries.get(key);
		const decoded = entry === undefined ? undefined : read(entry);
		if (decoded?.ok === true) return decoded.value;
		throw new Error(
			`${name} of task ${key} was read although it cannot be: ${decoded?.reason ?? "no such task"}`,
		);
	}
}

function isSaved(task: Decoded<Task> | SavedTask): task is SavedTask {
	return ArrayBuffer.isView(task);
}
