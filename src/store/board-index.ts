import { compareKeys } from "../core/board.ts";
import { placeOf } from "../core/ready.ts";
import { isOpen, type Status } from "../core/status.ts";
import type { Lease, Task, TaskKey } from "../core/task.ts";
import { ReadyOrder } from "./ready-order.ts";

/** What the index has to know of a task. */
export type IndexedTask = Pick<
	Task,
	| "key"
	| "status"
	| "priority"
	| "created_at"
	| "blocked_by"
	| "parent"
	| "assignee"
	| "not_before"
> & { readonly lease?: Pick<Lease, "agent"> };

/** What the rules ask of the board as a whole, kept up to date task by task. */
export class BoardIndex {
	readonly #dependents = new Map<TaskKey, Set<TaskKey>>();
	readonly #children = new Map<TaskKey, Set<TaskKey>>();
	readonly #statuses = new Map<Status, number>();
	readonly #leases = new Map<string, number>();
	readonly #leased = new Set<TaskKey>();
	readonly #running = new Set<TaskKey>();
	readonly #order = new ReadyOrder();
	readonly #delayed = new Set<TaskKey>();
	readonly #assigned = new Map<string, Set<TaskKey>>();
	/** How many open tasks wait for each. */
	readonly #unblocks = new Map<TaskKey, number>();

	add(task: IndexedTask): void {
		this.#count(task, 1);
		for (const blocker of task.blocked_by) {
			entry(this.#dependents, blocker).add(task.key);
			if (isOpen(task.status)) this.#wait(blocker, 1);
		}
		if (task.parent !== undefined)
			entry(this.#children, task.parent).add(task.key);
		if (task.lease !== undefined) this.#leased.add(task.key);
		else if (task.status === "in_progress") this.#running.add(task.key);
		if (task.status !== "ready") return;
		this.#order.set(placeOf(task, this.#unblocks.get(task.key) ?? 0));
		if (task.not_before !== undefined) this.#delayed.add(task.key);
		if (task.assignee !== undefined)
			entry(this.#assigned, task.assignee).add(task.key);
	}

	remove(task: IndexedTask): void {
		this.#count(task, -1);
		for (const blocker of task.blocked_by) {
			this.#dependents.get(blocker)?.delete(task.key);
			if (isOpen(task.status)) this.#wait(blocker, -1);
		}
		if (task.parent !== undefined)
			this.#children.get(task.parent)?.delete(task.key);
		this.#leased.delete(task.key);
		this.#running.delete(task.key);
		this.#delayed.delete(task.key);
		if (task.status !== "ready") return;
		this.#order.delete(task.key);
		if (task.assignee !== undefined)
			this.#assigned.get(task.assignee)?.delete(task.key);
	}

	dependents(key: TaskKey): readonly TaskKey[] {
		return [...(this.#dependents.get(key) ?? [])].sort(compareKeys);
	}

	children(key: TaskKey): readonly TaskKey[] {
		return [...(this.#children.get(key) ?? [])].sort(compareKeys);
	}

	count(status: Status): number {
		return this.#statuses.get(status) ?? 0;
	}

	leases(agent: string): number {
		return this.#leases.get(agent) ?? 0;
	}

	leased(): readonly TaskKey[] {
		return [...this.#leased].sort(compareKeys);
	}

	running(): readonly TaskKey[] {
		return [...this.#running].sort(compareKeys);
	}

	ready(): Iterable<TaskKey> {
		return this.#order.keys();
	}

	delayed(): Iterable<TaskKey> {
		return this.#delayed;
	}

	assigned(agent: string): readonly TaskKey[] {
		return [...(this.#assigned.get(agent) ?? [])].sort(compareKeys);
	}

	#count(task: IndexedTask, by: 1 | -1): void {
		this.#statuses.set(task.status, this.count(task.status) + by);
		if (task.lease !== undefined)
			this.#leases.set(task.lease.agent, this.leases(task.lease.agent) + by);
	}

	/** One open task more or less waits for this one, which changes its place. */
	#wait(key: TaskKey, by: 1 | -1): void {
		const unblocks = (this.#unblocks.get(key) ?? 0) + by;
		if (unblocks === 0) this.#unblocks.delete(key);
		else this.#unblocks.set(key, unblocks);
		const place = this.#order.get(key);
		if (place !== undefined) this.#order.set({ ...place, unblocks });
	}
}

function entry(map: Map<string, Set<TaskKey>>, key: string): Set<TaskKey> {
	const present = map.get(key) ?? new Set<TaskKey>();
	map.set(key, present);
	return present;
}
