import type { Baton } from "../core/baton.ts";
import type { BoardReader } from "../core/board.ts";
import type { BoardDocument } from "../core/config.ts";
import type { Status } from "../core/status.ts";
import type { Brief, Note, Task, TaskKey } from "../core/task.ts";
import { BoardIndex } from "./board-index.ts";
import {
	type Decoded,
	decodeBaton,
	decodeBoard,
	decodeBrief,
	decodeNotes,
	decodeTask,
} from "./codec.ts";
import { diffTrees, type Tree } from "./git/tree.ts";
import {
	decodeQuarantine,
	folderFault,
	QUARANTINE_FILE,
} from "./journal-quarantine.ts";
import { BOARD_FILE, notesPath, taskOfPath, taskPath } from "./layout.ts";

/** What is known of one task: its state at once, the other documents once they were asked for. */
interface Entry {
	readonly task: Decoded<Task>;
	brief?: Decoded<Brief>;
	baton?: Decoded<Baton>;
	notes?: Decoded<readonly Note[]>;
}

/**
 * A board read from a tree of files. It can be moved to any other tree, which costs what differs between the two: one
 * commit forward, or back when a push was lost.
 */
export class BoardState implements BoardReader {
	readonly #entries = new Map<TaskKey, Entry>();
	readonly #index = new BoardIndex();
	readonly #broken = new Set<TaskKey>();
	#tree: Tree;
	#board: Decoded<BoardDocument> | undefined;

	constructor(empty: Tree) {
		this.#tree = empty;
	}

	get tree(): Tree {
		return this.#tree;
	}

	/**
	 * Moves to another tree. `changed` are the paths at which the two may differ, all of them, for a caller who knows: looking
	 * for them takes longer the larger the board is.
	 */
	moveTo(tree: Tree, changed?: Iterable<string>): void {
		const touched = new Set<TaskKey>();
		let boardChanged = false;
		for (const path of changed ?? diffTrees(this.#tree, tree)) {
			const key = taskOfPath(path);
			if (key !== undefined) touched.add(key);
			boardChanged ||= path === BOARD_FILE;
		}
		this.#tree = tree;
		if (boardChanged) {
			const bytes = tree.get(BOARD_FILE);
			this.#board = bytes === undefined ? undefined : decodeBoard(bytes);
		}
		for (const key of touched) this.#reload(key);
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
		const decoded = this.#entries.get(key)?.task;
		return decoded?.ok === true ? decoded.value : undefined;
	}

	brief(key: TaskKey): Brief {
		return this.#document(
			key,
			"brief",
			(entry) =>
				(entry.brief ??= this.#decode(taskPath(key, "brief"), decodeBrief)),
		);
	}

	baton(key: TaskKey): Baton {
		return this.#document(
			key,
			"baton",
			(entry) =>
				(entry.baton ??= this.#decode(taskPath(key, "baton"), decodeBaton)),
		);
	}

	notes(key: TaskKey): readonly Note[] {
		return this.#document(
			key,
			"notes",
			(entry) => (entry.notes ??= decodeNotes(this.#notePages(key))),
		);
	}

	unreadable(key: TaskKey): string | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) return undefined;
		if (!entry.task.ok) return entry.task.reason;
		entry.brief ??= this.#decode(taskPath(key, "brief"), decodeBrief);
		entry.baton ??= this.#decode(taskPath(key, "baton"), decodeBaton);
		entry.notes ??= decodeNotes(this.#notePages(key));
		if (!entry.brief.ok) return `brief.md: ${entry.brief.reason}`;
		if (!entry.baton.ok) return `baton.yaml: ${entry.baton.reason}`;
		return entry.notes.ok ? undefined : `context.yaml: ${entry.notes.reason}`;
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

	ready(): Iterable<TaskKey> {
		return this.#index.ready();
	}

	assigned(agent: string): Iterable<TaskKey> {
		return this.#index.assigned(agent);
	}

	#reload(key: TaskKey): void {
		const before = this.task(key);
		if (before !== undefined) this.#index.remove(before);
		const decoded = this.#readTask(key);
		if (decoded === undefined) this.#entries.delete(key);
		else this.#entries.set(key, { task: decoded });
		if (decoded?.ok === false) this.#broken.add(key);
		else this.#broken.delete(key);
		const task = this.task(key);
		if (task !== undefined) this.#index.add(task);
	}

	/** A task's state, why it cannot be used, or undefined when there is no such task. */
	#readTask(key: TaskKey): Decoded<Task> | undefined {
		const path = taskPath(key, "task");
		const folder = path.slice(0, path.lastIndexOf("/"));
		const set = this.#tree.get(`${folder}/${QUARANTINE_FILE}`);
		const reason =
			set === undefined
				? folderFault(this.#tree, folder)
				: decodeQuarantine(set).reason;
		if (reason !== undefined) return { ok: false, reason };
		const bytes = this.#tree.get(path);
		if (bytes === undefined)
			return this.#tree.oidOf(folder) === undefined
				? undefined
				: { ok: false, reason: "task.yaml: it is missing" };
		const decoded = decodeTask(bytes);
		if (!decoded.ok)
			return { ok: false, reason: `task.yaml: ${decoded.reason}` };
		return decoded.value.key === key
			? decoded
			: { ok: false, reason: "task.yaml: it carries the key of another task" };
	}

	#notePages(key: TaskKey): readonly Uint8Array[] {
		const pages: Uint8Array[] = [];
		for (
			let bytes = this.#tree.get(notesPath(key, 1));
			bytes !== undefined;
			bytes = this.#tree.get(notesPath(key, pages.length + 1))
		) {
			pages.push(bytes);
		}
		return pages;
	}

	#decode<T>(
		path: string,
		decode: (bytes: Uint8Array) => Decoded<T>,
	): Decoded<T> {
		const bytes = this.#tree.get(path);
		return bytes === undefined
			? { ok: false, reason: "it is missing" }
			: decode(bytes);
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
