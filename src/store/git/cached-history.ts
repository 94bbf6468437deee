import type { CommitRecord, Oid, StagedCommit, Version } from "../store.ts";
import { StoreUnavailable, unreadable } from "../store-unavailable.ts";
import type { ObjectCache } from "./cache.ts";
import { fetchPack, readRemoteRef } from "./fetch-pack.ts";
import { History } from "./history.ts";
import type { Remote } from "./remote.ts";

/** What an empty cache starts with: enough that the usual look at the latest history asks the remote nothing more. */
const FIRST_COMMITS = 50;

/** A remote branch's versions and log, read through a cache that may lack anything and lose everything at any time. */
export class CachedHistory {
	readonly #remote: Remote;
	readonly #ref: string;
	readonly #cache: ObjectCache;
	readonly #history: History;
	#turn: Promise<unknown> = Promise.resolve();
	#rebuilds = 0;
	#head: Oid | null = null;

	/** `ref` is the branch's full name. */
	constructor(remote: Remote, ref: string, cache: ObjectCache) {
		this.#remote = remote;
		this.#ref = ref;
		this.#cache = cache;
		this.#history = new History(cache);
	}

	/** Where the branch is on the remote. Throws `STORE_UNAVAILABLE`. */
	async head(): Promise<Oid | null> {
		this.#head = await readRemoteRef(this.#remote, this.#ref);
		return this.#head;
	}

	version(oid: Oid | null): Promise<Version> {
		return oid === null
			? this.#history.version(null)
			: this.#readThrough(oid, () => this.#history.version(oid));
	}

	/** Takes a version as known, whether the cache holds it or not. */
	remember(version: Version): void {
		this.#history.remember(version);
	}

	async *log(from: Oid): AsyncGenerator<CommitRecord> {
		for (let next: Oid | undefined = from; next !== undefined; ) {
			const oid: Oid = next;
			const record = await this.#readThrough(oid, () =>
				this.#history.record(oid),
			);
			yield record;
			next = record.parents[0];
		}
	}

	/** Takes in commits that the remote has accepted, so that they need not be fetched. */
	async keep(
		base: Oid | null,
		commits: readonly StagedCommit[],
	): Promise<void> {
		const tip = commits.at(-1);
		if (tip === undefined) return;
		const objects = commits.flatMap((commit) => commit.objects);
		await this.#inTurn(async () => {
			// Only on top of a base that is here is the new commit complete here.
			if (base === null || (await this.#cache.has(base)))
				await this.#cache.add(objects, tip.oid);
		});
		this.#history.remember(tip);
	}

	close(): Promise<void> {
		return this.#inTurn(() => this.#cache.close());
	}

	/** Reads from the cache; what is not there is fetched, and when that does not help the whole cache is. */
	async #readThrough<T>(oid: Oid, read: () => Promise<T>): Promise<T> {
		const foundAt = this.#rebuilds;
		let problem: unknown;
		for (const repair of [
			undefined,
			() => this.#obtain(oid),
			() => this.#rebuild(oid, foundAt),
		]) {
			await repair?.();
			try {
				return await read();
			} catch (error) {
				problem = error;
			} finally {
				if (repair !== undefined) this.#cache.settle();
			}
		}
		throw unreadable(problem);
	}

	#obtain(oid: Oid): Promise<void> {
		return this.#inTurn(() => this.#fetchUnlessHere(oid));
	}

	/** Starts the cache anew, unless somebody else did since it was found wanting. */
	#rebuild(oid: Oid, foundAt: number): Promise<void> {
		return this.#inTurn(async () => {
			if (foundAt === this.#rebuilds) {
				this.#rebuilds++;
				await this.#cache.reset();
			}
			await this.#fetchUnlessHere(oid);
		});
	}

	/**
	 * A commit that is here is taken to have all that it needs, but for the parents where a shallow history ends. An empty
	 * cache gets the latest commits alone; whoever asks for an older one gets the rest, all of it.
	 */
	async #fetchUnlessHere(oid: Oid): Promise<void> {
		if (await this.#cache.has(oid)) return;
		const { tip, shallow } = this.#cache;
		const fetched = await fetchPack(
			this.#remote,
			oid,
			tip === null
				? { haves: [], shallow: [], depth: FIRST_COMMITS }
				: { haves: [tip], shallow },
		);
		try {
			// An older commit is no tip: naming it as known would fetch anew all that came after it.
			const isTip = tip === null || oid === this.#head;
			await this.#cache.addFetched(fetched, isTip ? oid : tip);
		} catch (cause) {
			throw new StoreUnavailable(
				"the remote sent objects that cannot be used",
				{ cause },
			);
		}
	}

	/** Runs what changes the cache one after the other. */
	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}
