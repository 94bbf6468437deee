import { tipOf } from "./git/chain.ts";
import { History } from "./git/history.ts";
import type { GitObject, ObjectSource } from "./git/object.ts";
import type { Oid, Store } from "./store.ts";
import { StoreUnavailable, unreadable } from "./store-unavailable.ts";

/** A repository with one branch, in memory; any number of stores may share it. Tests may move `head` as they like. */
export class MemoryRepository implements ObjectSource {
	head: Oid | null = null;
	readonly objects = new Map<Oid, GitObject>();

	async read(oid: Oid): Promise<GitObject | undefined> {
		return this.objects.get(oid);
	}
}

/**
 * Called around the moment at which an append takes effect. What it throws makes the append throw `STORE_UNAVAILABLE`: at
 * `before` nothing was written, at `after` everything was.
 */
export type AppendFault = (point: "before" | "after") => void | Promise<void>;

/** Opens a board in memory: the same oids and the same races as a real one, for tests and trials. */
export function openMemoryStore(
	repository: MemoryRepository,
	fault?: AppendFault,
): Store {
	const history = new History(repository);

	async function strike(point: "before" | "after"): Promise<void> {
		try {
			await fault?.(point);
		} catch (cause) {
			throw new StoreUnavailable(
				`the append broke off ${point} it took effect`,
				{ cause },
			);
		}
	}

	return {
		head: async () => repository.head,
		version: (oid) =>
			history.version(oid).catch((cause: unknown) => {
				throw unreadable(cause);
			}),
		remember: (version) => history.remember(version),
		async append(base, commits) {
			const tip = tipOf(base, commits);
			await strike("before");
			if (repository.head !== base) return { kind: "moved" };
			for (const { objects } of commits)
				for (const object of objects)
					repository.objects.set(object.oid, object);
			repository.head = tip.oid;
			await strike("after");
			history.remember(tip);
			return { kind: "accepted" };
		},
		async *log(from) {
			try {
				yield* history.log(from);
			} catch (cause) {
				throw unreadable(cause);
			}
		},
		clockSkewMs: () => undefined,
		close: async () => {},
	};
}
