import { ShallowEnd } from "../store/shallow-end.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";

/** Where two lines of commits part. */
export interface Fork {
	/** The last commit that both have; null when one of them has none at all. */
	readonly base: Oid | null;
	/** What only the first line has, oldest first. */
	readonly ours: readonly CommitRecord[];
	/** What only the second line has, oldest first. */
	readonly theirs: readonly CommitRecord[];
}

/** So far back from its head either line is followed. */
const MAX_COMMITS = 200_000;

/**
 * Follows the logs of two heads down to where they meet. Undefined when they have nothing in common, or part too far back.
 * Throws `STORE_UNAVAILABLE` when a log cannot be read.
 */
export async function findFork(
	store: Store,
	{ ours, theirs }: { readonly ours: Oid | null; readonly theirs: Oid | null },
): Promise<Fork | undefined> {
	const left = walk(store, ours);
	const right = walk(store, theirs);
	// One step of each in turn: a few commits of one line are found however long the other has grown.
	for (let steps = 0; steps < MAX_COMMITS; steps++) {
		const [mine, other] = [await left.step(), await right.step()];
		const met = [mine, other].find(
			(oid) => oid !== undefined && left.seen.has(oid) && right.seen.has(oid),
		);
		const isEnd = mine === undefined && other === undefined;
		const cut = left.cut() ?? right.cut();
		if (met === undefined && isEnd && cut !== undefined) throw cut;
		const isNew = isEnd && (ours === null || theirs === null);
		if (met !== undefined || isNew) return forkAt(met ?? null, left, right);
		if (isEnd) return undefined;
	}
	return undefined;
}

interface Walk {
	readonly seen: ReadonlyMap<Oid, CommitRecord>;
	/** The next commit down the log; undefined at its end. */
	readonly step: () => Promise<Oid | undefined>;
	/** Why it ended before the log does, if so: the other line may still come to meet it. */
	readonly cut: () => ShallowEnd | undefined;
}

function walk(store: Store, head: Oid | null): Walk {
	const seen = new Map<Oid, CommitRecord>();
	const log =
		head === null ? undefined : store.log(head)[Symbol.asyncIterator]();
	let cut: ShallowEnd | undefined;
	return {
		seen,
		cut: () => cut,
		async step() {
			const next = await log?.next().catch((error: unknown) => {
				if (!(error instanceof ShallowEnd)) throw error;
				cut = error;
				return undefined;
			});
			if (next === undefined || next.done === true) return undefined;
			const record: CommitRecord = next.value;
			seen.set(record.oid, record);
			return record.oid;
		},
	};
}

function forkAt(base: Oid | null, left: Walk, right: Walk): Fork {
	return {
		base,
		ours: newerThan(base, left).reverse(),
		theirs: newerThan(base, right).reverse(),
	};
}

function newerThan(base: Oid | null, { seen }: Walk): CommitRecord[] {
	const records = [...seen.values()];
	const end = records.findIndex(({ oid }) => oid === base);
	return end === -1 ? records : records.slice(0, end);
}
