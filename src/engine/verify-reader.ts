import { parseCommit } from "../store/git/commit.ts";
import {
	type GitObject,
	hashObject,
	type ObjectSource,
} from "../store/git/object.ts";
import type { Tree } from "../store/git/tree.ts";
import { loadTree, missing } from "../store/git/tree-loader.ts";
import type { CommitRecord, Oid, StagedCommit, Store } from "../store/store.ts";
import { codeOf, StoreUnavailable } from "../store/store-unavailable.ts";

/** How verification reads a branch. What git cannot give back as it was written throws, and `orDamage` knows it. */
export interface CommitReader {
	record(oid: Oid): Promise<CommitRecord>;
	/** The files of a commit; what is the same in `like` is shared with it. */
	tree(record: CommitRecord, like: Tree): Promise<Tree>;
	/** Reads everything that a commit of this oid brought into the repository, and answers its files. */
	intact(expected: StagedCommit): Promise<Tree>;
}

/** Reads through the store, one whole version after the other. A store tells no damage from an outage: both throw. */
export function storeReader(store: Store): CommitReader {
	return {
		record: twice(async (oid) => {
			for await (const record of store.log(oid)) return record;
			throw new Error(`the log of ${oid} is empty`);
		}),
		tree: async ({ oid }) => (await store.version(oid)).tree,
		intact: async ({ oid }) => (await store.version(oid)).tree,
	};
}

/**
 * Reads single objects, each as often as a commit brought it. That is far less work than loading versions: which objects
 * there have to be is known from the replay, byte for byte.
 */
export function objectReader(objects: ObjectSource): CommitReader {
	async function intactObject(oid: Oid): Promise<GitObject> {
		const object = await readOne(objects, oid);
		if (hashObject(object.type, object.body) !== oid) throw damaged(oid);
		return object;
	}

	return {
		record: twice(async (oid) => parseCommit(await intactObject(oid))),
		tree: (record, like) =>
			loadTree({ read: intactObject }, record.treeOid, like),
		async intact(expected) {
			for (const { oid, type, body } of expected.objects) {
				// The commit itself was read and checked as a record.
				if (oid === expected.oid) continue;
				const found = await readOne(objects, oid);
				if (found.type !== type || Buffer.compare(found.body, body) !== 0)
					throw damaged(oid);
			}
			return expected.tree;
		},
	};
}

/**
 * Reads the objects that a store has at hand, and the rest through the store. What is damaged at hand may be whole where it
 * came from: only the store can tell.
 */
export function nearReader(store: Store, near: ObjectSource): CommitReader {
	const fast = objectReader(near);
	const sure = storeReader(store);
	const either = <T>(read: (reader: CommitReader) => Promise<T>) =>
		read(fast).catch(() => read(sure));
	return {
		record: (oid) => either((reader) => reader.record(oid)),
		tree: (record, like) => either((reader) => reader.tree(record, like)),
		intact: (expected) => either((reader) => reader.intact(expected)),
	};
}

/** The result, or in words what is wrong with the objects in the repository when that is why there is none. */
export async function orDamage<T>(
	result: Promise<T>,
): Promise<T | { readonly reason: string }> {
	try {
		return await result;
	} catch (error) {
		const code = codeOf(error);
		if (code !== "OBJECT_MISSING" && code !== "OBJECT_DAMAGED") throw error;
		return { reason: `it cannot be read whole: ${(error as Error).message}` };
	}
}

/** Commits are read twice, down the log and up again: so many are kept at hand, those that come up first. */
const RECORDS_KEPT = 5_000;

function twice(
	read: (oid: Oid) => Promise<CommitRecord>,
): (oid: Oid) => Promise<CommitRecord> {
	const kept = new Map<Oid, CommitRecord>();
	return async (oid) => {
		const known = kept.get(oid);
		if (known !== undefined) return known;
		const record = await read(oid);
		kept.set(oid, record);
		const [oldest] = kept.keys();
		if (kept.size > RECORDS_KEPT && oldest !== undefined) kept.delete(oldest);
		return record;
	};
}

async function readOne(objects: ObjectSource, oid: Oid): Promise<GitObject> {
	const object = await objects.read(oid).catch((cause: unknown) => {
		// Only what the system itself could not do may go better the next time.
		const isOutage =
			typeof cause === "object" && cause !== null && "syscall" in cause;
		throw isOutage
			? new StoreUnavailable("the repository cannot be read", { cause })
			: damaged(oid, cause);
	});
	if (object === undefined) throw missing(oid);
	return object;
}

function damaged(oid: Oid, cause?: unknown): Error {
	return Object.assign(new Error(`the object ${oid} is damaged`, { cause }), {
		code: "OBJECT_DAMAGED",
	});
}
