import { isNamedIn, readRecovery } from "../store/journal-recovery.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";

/** A recovery on a line of commits that may have been made in knowledge of a commit. */
export interface Naming {
	readonly oid: Oid;
	/** How many commits come after it, and how many of those we committed. */
	readonly count: number;
	readonly ours: number;
	/** The commit that it says was acknowledged last; undefined when it names the wanted one itself. */
	readonly acknowledged: Oid | undefined;
}

/** So many are followed to what they say was acknowledged: anybody can name commits that are nowhere. */
const MAX_FOLLOWED = 100;
/** So many commits are looked at for all of them together. */
const MAX_SEARCHED = 1_000_000;

/** What a commit says of `known`, if it is a recovery that may have been made in knowledge of it. */
export function* namingIn(
	{ oid, message }: CommitRecord,
	{
		known,
		count,
		ours,
	}: { readonly known: Oid } & Pick<Naming, "count" | "ours">,
): Iterable<Naming> {
	const entry = readRecovery(message);
	if (entry === undefined || entry.acknowledged === null) return;
	const isNamed = isNamedIn(entry, known);
	const acknowledged = isNamed ? undefined : entry.acknowledged;
	yield { oid, count, ours, acknowledged };
}

/**
 * The first of these recoveries, newest first, that was made in knowledge of `known`. `line` are commits that `known` is not
 * among: whoever comes to one of them need not look on. Without it only what a recovery names itself counts.
 */
export async function newestNaming(
	store: Store,
	namings: readonly Naming[],
	{
		known,
		line,
	}: { readonly known: Oid; readonly line?: readonly Oid[] | undefined },
): Promise<Naming | undefined> {
	const seen = new Set(line);
	const followed = new Set<Oid>();
	let left = MAX_SEARCHED;
	async function reaches(from: Oid): Promise<boolean> {
		if (line === undefined || followed.has(from)) return false;
		if (followed.add(from).size > MAX_FOLLOWED) return false;
		try {
			for await (const { oid } of store.log(from)) {
				if (oid === known) return true;
				if (seen.has(oid) || left-- <= 0) return false;
				seen.add(oid);
			}
		} catch {
			// What was put aside is often not there to be read any more.
		}
		return false;
	}
	for (const naming of namings) {
		const { acknowledged } = naming;
		if (acknowledged === undefined || (await reaches(acknowledged)))
			return naming;
	}
	return undefined;
}
