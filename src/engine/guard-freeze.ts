import type { Instant } from "../core/instant.ts";
import type { Oid } from "../store/store.ts";

/**
 * Why nothing may be written to a board. Commits that were acknowledged are gone from its branch: it was `deleted`,
 * `rolled-back` to one of their ancestors, or `rewritten` to something else. Or its own document was `damaged` by hand. Or a
 * `newer` version of Baton has brought it to a format or to rules that this one does not know.
 */
export interface Freeze {
	readonly kind: "deleted" | "rolled-back" | "rewritten" | "damaged" | "newer";
	/** Where the branch is now. */
	readonly head: Oid | null;
	/** The last commit that anybody was told of. */
	readonly acknowledged: Oid;
	/** What was damaged and how, or which document is newer and what it takes to go on. */
	readonly reason?: string;
	/** The version of Baton that has outgrown this one, where the log tells. */
	readonly build?: string;
	/** A time that a commit tells too early: from then on it may stand. */
	readonly until?: Instant;
	/** The last commit before that: up to there an earlier state can be chosen. */
	readonly last?: Oid;
}

/** What happened, as the end of a sentence after "the board is frozen:". */
export function explainFreeze({
	kind,
	head,
	acknowledged,
	reason,
}: Freeze): string {
	const now = head?.slice(0, 12);
	const known = acknowledged.slice(0, 12);
	if (kind === "deleted")
		return `its branch was deleted; ${known} was acknowledged last`;
	if (kind === "newer") return `it was written by a newer Baton (${reason})`;
	if (kind === "damaged")
		return `its branch was changed by hand so that it cannot be gone on from (${reason}); ${known} was acknowledged last`;
	return kind === "rolled-back"
		? `its branch was rolled back to ${now} and no longer contains the acknowledged commit ${known}`
		: `its branch was rewritten, is at ${now} now and no longer contains the acknowledged commit ${known}`;
}

/** The freeze of a board that was outgrown; `build` is the version of Baton that did it, where the log tells. */
export function newerFreeze(
	head: Oid,
	acknowledged: Oid,
	{ reason, build, last }: Required<Pick<Freeze, "reason">> & Partial<Freeze>,
): Freeze {
	const wanted =
		build === undefined ? "a newer version of Baton" : `Baton ${build}`;
	return {
		kind: "newer",
		...(build === undefined ? {} : { build }),
		...(last === undefined ? {} : { last }),
		head,
		acknowledged,
		reason: `${reason}; ${wanted} is needed to write to it`,
	};
}
