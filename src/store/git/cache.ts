import fs from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { init, writeRef } from "isomorphic-git";

import type { Oid } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import type { GitObject, ObjectSource } from "./object.ts";
import { ObjectDirectory } from "./object-directory.ts";
import { writePack } from "./pack.ts";
import { packInMemory } from "./pack-file.ts";
import { readRef } from "./ref.ts";

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
 * one, with everything reachable from it; what is lost with a crash is fetched again.
 */
export class ObjectCache implements ObjectSource {
	readonly #place: CachePlace;
	#directory: ObjectDirectory;
	readonly #pending = new Map<Oid, GitObject>();
	#pendingBytes = 0;
	#tip: Oid | null = null;
	#storedTip: Oid | null = null;

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

	/** Takes in a fetched pack after which `tip` is complete. */
	async addPack(pack: Buffer, tip: Oid): Promise<void> {
		if (pack.length < PENDING_MAX_BYTES / 4) {
			const { oids, read } = packInMemory(pack);
			const objects: GitObject[] = [];
			for (const oid of oids()) objects.push(read(oid) as GitObject);
			return this.add(objects, tip);
		}
		await this.flush();
		this.#tip = tip;
		await this.#store(pack);
	}

	/** Takes in objects after which `tip` is complete. */
	async add(objects: Iterable<GitObject>, tip: Oid): Promise<void> {
		for (const object of objects) {
			this.#pending.set(object.oid, object);
			this.#pendingBytes += object.body.byteLength;
		}
		this.#tip = tip;
		if (this.#pendingBytes > PENDING_MAX_BYTES) await this.flush();
	}

	/** Writes what waits in memory to disk. */
	async flush(): Promise<void> {
		if (this.#pending.size === 0 && this.#tip === this.#storedTip) return;
		await this.#store(writePack(this.#pending.values()));
		this.#pending.clear();
		this.#pendingBytes = 0;
	}

	/** Throws everything away. */
	async reset(): Promise<void> {
		this.#pending.clear();
		this.#pendingBytes = 0;
		this.#tip = null;
		await this.#recreate();
	}

	async close(): Promise<void> {
		await this.flush();
		this.#directory.close();
	}

	/** Objects first, then the ref that promises them; a disk that does not take them costs memory, not answers. */
	async #store(pack: Buffer): Promise<void> {
		const tip = this.#tip;
		try {
			// Whoever cleared the directory meanwhile took the mark too, without which it would not be known as ours again.
			if ((await markOf(this.#place.dir)) === undefined) await this.#recreate();
			await this.#directory.addPack(pack);
			if (tip !== null)
				await writeRef({
					fs,
					gitdir: this.#place.dir,
					ref: this.#place.ref,
					value: tip,
					force: true,
				});
			this.#storedTip = tip;
		} catch {
			this.#directory.holdPack(pack);
		}
	}

	async #takeOver(): Promise<void> {
		const { dir, url, ref } = this.#place;
		if ((await markOf(dir)) !== JSON.stringify({ url, ref }))
			return this.#recreate();
		const tip = await readRef({ gitdir: dir, ref }).catch(() => null);
		const packs = await readdir(join(dir, "objects/pack")).catch(() => []);
		if (packs.length > PACK_FILES_MAX) return this.#recreate();
		if (tip === null || !(await this.has(tip))) return this.#recreate();
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
