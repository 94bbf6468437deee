import { compareKeys } from "../core/board.ts";
import type { Status } from "../core/status.ts";
import type { Task, TaskKey } from "../core/task.ts";

/** What the rules ask of the board as a whole, kept up to date task by task. */
export class BoardIndex {
	readonly #dependents = new Map<TaskKey, Set<TaskKey>>();
	readonly #children = new Map<TaskKey, Set<TaskKey>>();
	readonly #statuses = new Map<Status, number>();
	readonly #leases = new Map<string, number>();

	add(task: Task): void {
		this.#count(task, 1);
		for (const blocker of task.blocked_by)
			entry(this.#dependents, blocker).add(task.key);
		if (task.parent !== undefined)
			entry(this.#children, task.parent).add(task.key);
	}

	remove(task: Task): void {
		this.#count(task, -1);
		for (const blocker of task.blocked_by)
			this.#dependents.get(blocker)?.delete(task.key);
		if (task.parent !== undefined)
			this.#children.get(task.parent)?.delete(task.key);
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

	#count(task: Task, by: 1 | -1): void {
		this.#statuses.set(task.status, this.count(task.status) + by);
		if (task.lease !== undefined)
			this.#leases.set(task.lease.agent, this.leases(task.lease.agent) + by);
	}
}

function entry(map: Map<TaskKey, Set<TaskKey>>, key: TaskKey): Set<TaskKey> {
	const present = map.get(key) ?? new Set<TaskKey>();
	map.set(key, present);
	return present;
}
