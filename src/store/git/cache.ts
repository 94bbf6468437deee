import fs from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { init, writeRef } from "isomorphic-git";

import type { Oid } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import { parseCommit } from "./commit.ts";
import type { Fetched } from "./fetch-pack.ts";
import type { HistorySource } from "./history.ts";
import type { GitObject } from "./object.ts";
import { ObjectDirectory } from "./object-directory.ts";
import { writeIndexedPack } from "./pack.ts";
import { packInMemory } from "./pack-file.ts";
import { readRef } from "./ref.ts";
import { readShallowFile, writeShallowFile } from "./shallow-file.ts";

/** Which branch of which repository a cache directory holds. */
export interface CachePlace {
	readonly dir: string;
	readonly url: string;
	readonly ref: string;
}

const MARKER = "baton-cache.json";
/** New objects wait in memory until they are worth a pack of their own: a pack for every push would soon be too many. */
const PENDING_MAX_BYTES = 4_000_000;
/** With more packs than this (two files each) finding an object is slower than fetching all anew into one. */
const PACK_FILES_MAX = 400;

/**
 * What is known of a remote branch, in a bare repository that may be thrown away at any time. It holds `tip`, once there is
 * one, with everything reachable from it down to the commits that git's `shallow` file names; what is lost with a crash is
 * fetched again.
 */
export class ObjectCache implements HistorySource {
	readonly #place: CachePlace;
	#directory: ObjectDirectory;
	readonly #pending = new Map<Oid, GitObject>();
	#pendingBytes = 0;
	#tip: Oid | null = null;
	#storedTip: Oid | null = null;
	#shallow: readonly Oid[] = [];
	#storedShallow: readonly Oid[] = [];

	private constructor(place: CachePlace) {
		this.#place = place;
		this.#directory = new ObjectDirectory(join(place.dir, "objects"));
	}

	/** Opens a cache, empty unless the directory holds a sound one of the same branch. Throws when the directory is not ours. */
	static async open(place: CachePlace): Promise<ObjectCache> {
		const cache = new ObjectCache(place);
		await cache.#takeOver();
		return cache;
	}

	/** The commit to name as known when fetching. */
	get tip(): Oid | null {
		return this.#tip;
	}

	/** The commits whose parents are not all here. */
	get shallow(): readonly Oid[] {
		return this.#shallow;
	}

	async read(oid: Oid): Promise<GitObject | undefined> {
		return this.#pending.get(oid) ?? (await this.#directory.read(oid));
	}

	/** Whether an object can be read; damage counts as absence. */
	async has(oid: Oid): Promise<boolean> {
		return this.read(oid).then(
			(object) => object !== undefined,
			() => false,
		);
	}

	/** Takes in what was fetched; `tip`, if there is a new one, is complete after that. */
	async addFetched(
		{ pack, shallow }: Fetched,
		tip: Oid | null = this.#tip,
	): Promise<void> {
		const known = [...this.#shallow, ...shallow];
		if (pack.length < PENDING_MAX_BYTES / 4) {
			const { oids, read } = packInMemory(pack);
			const objects: GitObject[] = [];
			for (const oid of oids()) objects.push(read(oid) as GitObject);
			this.#addPending(objects);
			this.#tip = tip;
			this.#shallow = await this.#withoutParents(known);
			return this.#flushIfMuch();
		}
		await this.flush();
		this.#tip = tip;
		this.#shallow = known;
		await this.#store(pack);
		this.#shallow = await this.#withoutParents(known);
		await this.#storeShallow(this.#shallow).catch(() => undefined);
	}

	/** Takes in objects after which `tip` is complete. */
	async add(objects: Iterable<GitObject>, tip: Oid): Promise<void> {
		this.#addPending(objects);
		this.#tip = tip;
		await this.#flushIfMuch();
	}

	/** Writes what waits in memory to disk. */
	async flush(): Promise<void> {
		if (this.#pending.size === 0 && this.#tip === this.#storedTip) return;
		const { pack, idx } = writeIndexedPack(this.#pending.values());
		await this.#store(pack, idx);
		this.#pending.clear();
		this.#pendingBytes = 0;
	}

	/** Throws everything away. */
	async reset(): Promise<void> {
		this.#pending.clear();
		this.#pendingBytes = 0;
		this.#tip = null;
		this.#shallow = [];
		await this.#recreate();
	}

	/** Makes reading much at once fast, until `settle`. */
	prepare(): Promise<void> {
		return this.#directory.prepareForAll();
	}

	/** Gives back the memory that reading much at once took. */
	settle(): void {
		this.#directory.settle();
	}

	async close(): Promise<void> {
		await this.flush();
		this.#directory.close();
	}

	#addPending(objects: Iterable<GitObject>): void {
		for (const { oid, type, body } of objects) {
			this.#pending.set(oid, { oid, type, body });
			this.#pendingBytes += body.byteLength;
		}
	}

	async #flushIfMuch(): Promise<void> {
		if (this.#pendingBytes > PENDING_MAX_BYTES) await this.flush();
	}

	/** Those of the given commits that are here and lack a parent. */
	async #withoutParents(commits: readonly Oid[]): Promise<Oid[]> {
		const found: Oid[] = [];
		for (const oid of new Set(commits)) {
			const object = await this.read(oid).catch(() => undefined);
			if (object?.type !== "commit") continue;
			for (const parent of parseCommit(object).parents) {
				if (await this.has(parent)) continue;
				found.push(oid);
				break;
			}
		}
		return found;
	}

	async #storeShallow(oids: readonly Oid[]): Promise<void> {
		if (oids.join() === this.#storedShallow.join()) return;
		await writeShallowFile(this.#place.dir, oids);
		this.#storedShallow = oids;
	}

	/** Objects first, then the ref that promises them; a disk that does not take them costs memory, not answers. */
	async #store(pack: Buffer, idx?: Buffer): Promise<void> {
		const tip = this.#tip;
		try {
			// Whoever cleared the directory meanwhile took the mark too, without which it would not be known as ours again.
			if ((await markOf(this.#place.dir)) === undefined) await this.#recreate();
			// Whatever lacks its parents is listed before it is there, and as long as it is.
			await this.#storeShallow([
				...new Set([...this.#storedShallow, ...this.#shallow]),
			]);
			if (idx === undefined) await this.#directory.addFetched(pack);
			else await this.#directory.addPack({ pack, idx });
			if (tip !== null)
				await writeRef({
					fs,
					gitdir: this.#place.dir,
					ref: this.#place.ref,
					value: tip,
					force: true,
				});
			this.#storedTip = tip;
			await this.#storeShallow(this.#shallow);
		} catch {
			this.#directory.holdPack(pack, idx);
		}
	}

	async #takeOver(): Promise<void> {
		const { dir, url, ref } = this.#place;
		if ((await markOf(dir)) !== JSON.stringify({ url, ref }))
			return this.#recreate();
		const tip = await readRef({ gitdir: dir, ref }).catch(() => null);
		const packs = await readdir(join(dir, "objects/pack")).catch(() => []);
		if (packs.length > PACK_FILES_MAX) return this.#recreate();
		const shallow = await readShallowFile(dir).catch(() => undefined);
		if (shallow === undefined) return this.#recreate();
		if (tip === null || !(await this.has(tip))) return this.#recreate();
		this.#shallow = shallow;
		this.#storedShallow = shallow;
		this.#tip = tip;
		this.#storedTip = tip;
	}

	async #recreate(): Promise<void> {
		const { dir, url, ref } = this.#place;
		const isOurs = (await markOf(dir)) !== undefined;
		const found = await listOf(dir);
		if (!isOurs && found.length > 0) {
			throw new StoreUnavailable(
				`${dir} is not empty and no cache of ours: choose another directory`,
			);
		}
		this.#storedTip = null;
		this.#storedShallow = [];
		this.#directory.close();
		this.#directory = new ObjectDirectory(join(dir, "objects"));
		try {
			await mkdir(dir, { recursive: true });
			// The mark goes first and stays, so that a crash half-way leaves nothing that is not known to be ours.
			await writeFile(join(dir, MARKER), JSON.stringify({ url, ref }));
			for (const name of found)
				if (name !== MARKER)
					await rm(join(dir, name), { recursive: true, force: true });
			await init({
				fs,
				bare: true,
				gitdir: dir,
				defaultBranch: ref.replace("refs/heads/", ""),
			});
		} catch {
			// Without a disk the cache lives in memory; the next flush tries again.
		}
	}
}

async function markOf(dir: string): Promise<string | undefined> {
	return readFile(join(dir, MARKER), "utf8").catch(() => undefined);
}

async function listOf(dir: string): Promise<string[]> {
	return readdir(dir).catch(() => []);
}
