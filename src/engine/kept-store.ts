import type { Store } from "../store/store.ts";
import {
	type Committer,
	mayWriteTo,
	rootCommitter,
} from "./board-committer.ts";

/** A board's store, and in whose name the board is kept. */
export interface KeptStore {
	readonly store: Store;
	/** Undefined where there is no board yet. Throws when the log cannot be read. */
	readonly keptBy: () => Promise<Committer | undefined>;
}

/**
 * Keeps a store from writing on a board that another form of Baton keeps: both would take each other's commits for edits by
 * hand. Whose it is stands in its first commit alone, and is looked up before the first write that is not that commit itself;
 * `append` throws `KEPT_BY_ANOTHER`.
 */
export function keptStore(inner: Store, ours: Committer): KeptStore {
	let known: Committer | undefined;
	const keeperAt = async (head: string) => {
		known ??= await rootCommitter(inner, head);
		return known;
	};
	return {
		store: {
			...inner,
			async append(base, commits) {
				const keeper = base === null ? undefined : await keeperAt(base);
				if (keeper !== undefined && !mayWriteTo(keeper, ours))
					throw Object.assign(
						new Error(`the board is kept by ${keeper.name}`),
						{ code: "KEPT_BY_ANOTHER" },
					);
				return inner.append(base, commits);
			},
		},
		async keptBy() {
			const head = await inner.head();
			return head === null ? undefined : keeperAt(head);
		},
	};
}
