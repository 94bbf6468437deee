import { join } from "node:path";
import type { AcknowledgedMark } from "../engine/acknowledged.ts";
import { openJournalMark } from "../store/journal-mark.ts";
import type { Oid } from "../store/store.ts";

/**
 * Remembers which head of a branch was looked at and found in order, so that the next command need not look again. It counts
 * for that very head alone: whoever moves a branch of their own repository is not asked why.
 */
export function headMark(
	gitdir: string,
	branch: string,
	/** The head that whoever asks has read. The branch may have been moved since, and the mark with it. */
	seen: () => Oid | null | undefined,
): AcknowledgedMark {
	const name = encodeURIComponent(branch);
	const kept = openJournalMark(join(gitdir, "baton", `${name}.json`), branch);
	let known: string | undefined;
	return {
		async read() {
			const oid = await kept.read();
			known = oid === seen() ? oid : undefined;
			return known;
		},
		write(oid) {
			if (oid !== known) kept.write(oid);
		},
		settled: () => kept.settled(),
	};
}
