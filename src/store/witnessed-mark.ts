import type { JournalMark } from "./journal-mark.ts";
import type { SavedIndex } from "./saved-index.ts";
import type { Oid } from "./store.ts";

/** A mark that can also tell what was acknowledged last, as far as this process knows. */
export interface WitnessedMark extends JournalMark {
	latest(): Oid | undefined;
}

/** What else may tell of commits that somebody was told of. */
export interface Witnesses {
	/** Asked in order, and only while the mark knows nothing. */
	readonly asked: readonly (() => Promise<Oid | undefined>)[];
	/** True when the branch, as it is now, comes after a commit. */
	readonly isOnBranch: (oid: Oid) => Promise<boolean>;
}

/**
 * A mark that asks others when it knows nothing. What they name counts only if the branch has lost it: a witness need not be
 * right, so it may freeze a board, and never speaks for a commit that is there.
 */
export function witnessedMark(
	mark: JournalMark,
	{ asked, isOnBranch }: Witnesses,
): WitnessedMark {
	let latest: Oid | undefined;

	async function lostCommit(): Promise<Oid | undefined> {
		for (const ask of asked) {
			// The branch is looked at after the witness, so that what another process does meanwhile is no loss.
			const oid = await ask();
			if (oid !== undefined && !(await isOnBranch(oid))) return oid;
		}
		return undefined;
	}

	return {
		async read() {
			const known = (await mark.read()) ?? (await lostCommit());
			latest ??= known;
			return known;
		},
		write(oid) {
			latest = oid;
			mark.write(oid);
		},
		settled: () => mark.settled(),
		latest: () => latest,
	};
}

/** A saved index that also tells the head it was read at: reading a large one twice would cost too much. */
export function withHead(
	saved: SavedIndex,
): SavedIndex & { readonly headRead: () => Promise<Oid | undefined> } {
	let head: Oid | undefined;
	return {
		async read() {
			const found = await saved.read();
			head = found?.head;
			return found;
		},
		offer: (board) => saved.offer(board),
		close: (board) => saved.close(board),
		headRead: async () => head,
	};
}
