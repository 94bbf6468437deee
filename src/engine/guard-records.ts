import type { CommitRecord, Oid, Store } from "../store/store.ts";

/** So many are kept: messages can be long, and there may be as many as somebody likes to push. */
const MAX_KEPT = 5_000;

/** Commits that are read down a log and needed again on the way up: the last ones are at hand, the others are read again. */
export class KeptRecords {
	readonly #store: Store;
	readonly #kept = new Map<Oid, CommitRecord>();

	constructor(store: Store) {
		this.#store = store;
	}

	keep(record: CommitRecord): void {
		this.#kept.set(record.oid, record);
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > MAX_KEPT && oldest !== undefined)
			this.#kept.delete(oldest);
	}

	/** Throws `STORE_UNAVAILABLE` when it cannot be read. */
	async read(oid: Oid): Promise<CommitRecord> {
		const known = this.#kept.get(oid);
		if (known !== undefined) return known;
		for await (const record of this.#store.log(oid)) return record;
		throw new Error(`the log of ${oid} is empty`);
	}
}
