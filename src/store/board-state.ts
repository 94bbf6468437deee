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
	#tree: Tree;
	#board: Decoded<BoardDocument> | undefined;

	constructor(empty: Tree) {
		this.#tree = empty;
	}

	get tree(): Tree {
		return this.#tree;
	}

	moveTo(tree: Tree): void {
		const touched = new Set<TaskKey>();
		let boardChanged = false;
		for (const path of diffTrees(this.#tree, tree)) {
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
		if (!entry.task.ok) return `task.yaml: ${entry.task.reason}`;
		entry.brief ??= this.#decode(taskPath(key, "brief"), decodeBrief);
		entry.baton ??= this.#decode(taskPath(key, "baton"), decodeBaton);
		entry.notes ??= decodeNotes(this.#notePages(key));
		if (!entry.brief.ok) return `brief.md: ${entry.brief.reason}`;
		if (!entry.baton.ok) return `baton.yaml: ${entry.baton.reason}`;
		return entry.notes.ok ? undefined : `context.yaml: ${entry.notes.reason}`;
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
		const bytes = this.#tree.get(taskPath(key, "task"));
		if (bytes === undefined) {
			this.#entries.delete(key);
			return;
		}
		const decoded = decodeTask(bytes);
		const isItsOwn = !decoded.ok || decoded.value.key === key;
		this.#entries.set(key, {
			task: isItsOwn
				? decoded
				: { ok: false, reason: "it carries the key of another task" },
		});
		const task = this.task(key);
		if (task !== undefined) this.#index.add(task);
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
