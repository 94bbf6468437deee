import { type BoardReader, compareKeys } from "../../core/board.ts";
import type { BoardConfig } from "../../core/config.ts";
import { toMs } from "../../core/instant.ts";
import { isOpen } from "../../core/status.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import { type ApartView, apartView } from "./apart-view.ts";
import { type IssueView, viewOf } from "./issue-view.ts";

/** A process that starts looks at what ended up to this long ago; its predecessor had shown what ended before. */
const ENDED_WITHIN_MS = 7 * 86_400_000;

/** Tells which tasks' views may have changed since the last look at the board. */
export class BoardWatch {
	readonly #seen = new Map<TaskKey, Task>();
	#heads = new Map<string, TaskKey[]>();
	readonly #apart = new Map<TaskKey, string>();
	#former: (readonly [TaskKey, string])[] = [];
	#config: string | undefined;

	/** Tasks that changed or were set apart, those that wait for one that did, its parent, and all open ones when the config did. */
	look(board: BoardReader, nowMs: number): ReadonlySet<TaskKey> {
		const changed = new Set<TaskKey>();
		const isFirst = this.#config === undefined;
		const isConfigured = this.#configure(board.board?.config);
		let headsMoved = false;
		for (const key of board.keys()) {
			const task = board.task(key);
			const before = this.#seen.get(key);
			// Documents are decoded anew only when they change, so the same object is the same task.
			if (task === undefined) {
				if (this.#setApart(key, board.unreadable(key))) changed.add(key);
				continue;
			}
			this.#apart.delete(key);
			if (isConfigured && isOpen(task.status)) changed.add(key);
			if (task === before) continue;
			this.#seen.set(key, task);
			headsMoved ||= task.head?.sha !== before?.head?.sha;
			if (before?.head !== undefined && before.head.sha !== task.head?.sha)
				this.#former.push([key, before.head.sha]);
			if (isFirst && hasLongEnded(task, nowMs)) continue;
			changed.add(key);
			if (isFirst) continue;
			for (const dependent of board.dependents(key)) changed.add(dependent);
			if (task.parent !== undefined) changed.add(task.parent);
		}
		if (headsMoved) this.#indexHeads();
		return changed;
	}

	/** Takes off the heads that tasks had before, since this was last asked. */
	takeFormer(): readonly (readonly [TaskKey, string])[] {
		return this.#former.splice(0);
	}

	/** Keys of tasks whose head is at a commit. */
	atHead(sha: string): readonly TaskKey[] {
		return this.#heads.get(sha) ?? [];
	}

	/** What the issue of a task should show; of one that cannot be used that it is so. Undefined for what is not a task. */
	view(board: BoardReader, key: TaskKey): IssueView | ApartView | undefined {
		const view = viewOf(board, key, (sha) =>
			this.atHead(sha).flatMap((other) => board.task(other) ?? []),
		);
		return view ?? apartView(board, key);
	}

	/** Takes note of why a task cannot be used. True when that is news. */
	#setApart(key: TaskKey, reason = ""): boolean {
		const isNew = this.#apart.get(key) !== reason;
		this.#apart.set(key, reason);
		return isNew;
	}

	#configure(config: BoardConfig | undefined): boolean {
		const text = JSON.stringify(config);
		const isOther = text !== undefined && text !== this.#config;
		const wasKnown = this.#config !== undefined;
		if (text !== undefined) this.#config = text;
		return isOther && wasKnown;
	}

	/** In key order, so that every process shows the same. */
	#indexHeads(): void {
		this.#heads = new Map();
		const tasks = [...this.#seen.values()];
		for (const { key, head } of tasks.sort(byKey)) {
			if (head === undefined) continue;
			const there = this.#heads.get(head.sha) ?? [];
			there.push(key);
			this.#heads.set(head.sha, there);
		}
	}
}

function byKey(a: Task, b: Task): number {
	return compareKeys(a.key, b.key);
}

function hasLongEnded(task: Task, nowMs: number): boolean {
	return (
		!isOpen(task.status) && toMs(task.updated_at) < nowMs - ENDED_WITHIN_MS
	);
}
