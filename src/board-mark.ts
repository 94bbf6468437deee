import { contains } from "./engine/guard-line.ts";
import { openJournalMark } from "./store/journal-mark.ts";
import type { SavedIndex } from "./store/saved-index.ts";
import type { Oid, Store } from "./store/store.ts";
import {
	type WitnessedMark,
	withHead,
	witnessedMark,
} from "./store/witnessed-mark.ts";

/** Where a board's last acknowledged commit is kept. */
export interface BoardMarkOptions {
	readonly path: string;
	/** Tells boards apart that have followed each other in the same place. */
	readonly place: string;
	readonly store: Store;
	readonly index: SavedIndex;
	/** The commit that what the app shows was written from. */
	readonly lastShown: () => Promise<Oid | undefined>;
	/** Told why what is shown could not be looked at: it costs this start that witness and nothing else. */
	readonly onProblem: (error: unknown) => void;
}

/**
 * The mark of a board: its file, and while that knows nothing the index's head and what the app shows, so that a rollback
 * is noticed although the machine's files are lost. `saved` is the index, to be read before the mark.
 */
export function boardMark({
	path,
	place,
	store,
	index,
	lastShown,
	onProblem,
}: BoardMarkOptions): {
	readonly mark: WitnessedMark;
	readonly saved: SavedIndex;
} {
	const saved = withHead(index);
	const mark = witnessedMark(openJournalMark(path, place), {
		asked: [
			saved.headRead,
			() =>
				lastShown().catch((error: unknown) => {
					onProblem(error);
					return undefined;
				}),
		],
		async isOnBranch(oid) {
			const head = await store.head();
			return head !== null && contains(store, head, oid);
		},
	});
	return { mark, saved };
}
