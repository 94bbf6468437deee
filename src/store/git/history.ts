import type { CommitRecord, Oid, Version } from "../store.ts";
import { parentOf, parseCommit } from "./commit.ts";
import type { ObjectSource } from "./object.ts";
import { emptyTree, type Tree } from "./tree.ts";
import { loadTree, missing } from "./tree-loader.ts";

/** Versions kept to share unchanged files with. */
const KEPT_VERSIONS = 8;

/** A source that can be made fast for reading much at once, at the price of memory until `settle`. */
export interface HistorySource extends ObjectSource {
	prepare?(): void | Promise<void>;
	settle?(): void;
}

/** Reads versions and the log out of any source of objects, keeping the latest versions at hand. */
export class History {
	readonly #source: HistorySource;
	#kept: readonly Version[] = [];

	constructor(source: HistorySource) {
		this.#source = source;
	}

	/** The files at a commit. Throws (`OBJECT_MISSING`, or without a code for damage) when they cannot be read. */
	async version(oid: Oid | null): Promise<Version> {
		if (oid === null) return { oid, tree: emptyTree() };
		const known = this.#kept.find((version) => version.oid === oid);
		if (known !== undefined) return known;
		const record = await this.record(oid);
		const parent = parentOf(record);
		const like =
			this.#kept.find((version) => version.oid === parent) ?? this.#kept[0];
		const tree =
			like === undefined
				? await this.#loadWhole(record.treeOid)
				: await loadTree(this.#source, record.treeOid, like.tree);
		const version = { oid, tree };
		this.remember(version);
		return version;
	}

	async #loadWhole(treeOid: Oid): Promise<Tree> {
		await this.#source.prepare?.();
		try {
			return await loadTree(this.#source, treeOid, emptyTree());
		} finally {
			this.#source.settle?.();
		}
	}

	/** Keeps a version that is known without reading it. */
	remember({ oid, tree }: Version): void {
		this.#kept = [
			{ oid, tree },
			...this.#kept.filter((version) => version.oid !== oid),
		].slice(0, KEPT_VERSIONS);
	}

	/** Forgets every version, so that all is read again. */
	forget(): void {
		this.#kept = [];
	}

	/** First-parent history, newest first, one commit in memory at a time. */
	async *log(from: Oid): AsyncGenerator<CommitRecord> {
		for (let oid: Oid | null = from; oid !== null; ) {
			const record: CommitRecord = await this.record(oid);
			yield record;
			oid = parentOf(record);
		}
	}

	/** One commit. */
	async record(oid: Oid): Promise<CommitRecord> {
		const object = await this.#source.read(oid);
		if (object === undefined) throw missing(oid);
		return parseCommit(object);
	}
}
