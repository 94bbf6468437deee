import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";

import type { Oid } from "../store.ts";
import { codeOf } from "../store-unavailable.ts";
import { alternatesOf, MAX_ALTERNATES_DEPTH } from "./alternates.ts";
import type { HistorySource } from "./history.ts";
import { type GitObject, hashObject } from "./object.ts";
import { type IndexedPack, writeIndexedPack } from "./pack.ts";
import {
	openPackFile,
	type Pack,
	type PackFile,
	packInMemory,
	packOfScan,
} from "./pack-file.ts";
import { printIndexInTurns } from "./pack-index.ts";
import { scanPackInTurns } from "./pack-scan.ts";

/** From so many objects on, one pack is cheaper to write durably than single files. */
const PACK_FROM = 100;
/** So many loose objects are written at the same time. */
const AT_ONCE = 16;

/** The `objects` directory of a repository on disk, shared with git itself and other processes. */
export class ObjectDirectory implements HistorySource {
	readonly #path: string;
	readonly #packs = new Map<string, Pack | PackFile>();
	/** What was added to be read at once. */
	#fresh: Pack | undefined;
	/** The pack that an object was found in last. */
	#lastHit: Pack | undefined;
	/** The directories whose objects count as this one's, once one of them was needed. */
	#alternates: readonly ObjectDirectory[] | undefined;
	readonly #depth: number;

	constructor(path: string, depth = 0) {
		this.#path = path;
		this.#depth = depth;
	}

	/** Undefined when the object is nowhere; throws when it is damaged. */
	async read(oid: Oid): Promise<GitObject | undefined> {
		const found = this.#fromPacks(oid) ?? this.#readLoose(oid);
		if (found !== undefined) return found;
		// Git may have moved it into a new pack since the packs were last listed.
		const moved = (await this.#openNewPacks())
			? this.#fromPacks(oid)
			: undefined;
		return moved ?? this.#readElsewhere(oid);
	}

	/** A clone may borrow the objects of another repository, and that one of a third. */
	async #readElsewhere(oid: Oid): Promise<GitObject | undefined> {
		this.#alternates ??=
			this.#depth >= MAX_ALTERNATES_DEPTH
				? []
				: (await alternatesOf(this.#path)).map(
						(path) => new ObjectDirectory(path, this.#depth + 1),
					);
		for (const alternate of this.#alternates) {
			const object = await alternate.read(oid);
			if (object !== undefined) return object;
		}
		return undefined;
	}

	/** Stores objects durably before it resolves; what is there already stays. */
	async write(objects: readonly GitObject[]): Promise<void> {
		if (objects.length >= PACK_FROM)
			return this.addPack(writeIndexedPack(objects));
		// They wait for the disk together: nothing leads to any of them before all are there.
		for (let at = 0; at < objects.length; at += AT_ONCE)
			await Promise.all(
				objects
					.slice(at, at + AT_ONCE)
					.map((object) => this.#writeLoose(object)),
			);
	}

	/**
	 * Stores a self-contained pack durably. Its objects stay in memory until `settle`, for they will be read at once. Throws when
	 * it is damaged.
	 */
	async addFetched(pack: Buffer): Promise<void> {
		const scan = await scanPackInTurns(pack);
		const idx = await printIndexInTurns(scan);
		this.#fresh = packOfScan(scan, idx);
		await this.addPack({ pack, idx });
	}

	/** Stores a pack of our own durably. */
	async addPack({ pack, idx }: IndexedPack): Promise<void> {
		const name = `pack-${pack.toString("hex", pack.length - 20)}`;
		const path = join(this.#path, "pack", name);
		await mkdir(dirname(path), { recursive: true });
		// Readers look for the index, so the pack has to be in place first.
		await writeDurably(`${path}.pack`, pack);
		await writeDurably(`${path}.idx`, idx);
		if (!this.#packs.has(name)) this.#packs.set(name, openPackFile(path));
	}

	/** Makes a pack readable here without storing it, for when the disk does not take it. */
	holdPack(pack: Buffer, idx?: Buffer): void {
		this.#packs.set(
			`held-${pack.toString("hex", pack.length - 20)}`,
			packInMemory(pack, idx),
		);
	}

	/** Makes reading much at once fast, until `settle`. */
	prepare(): void {
		if (this.#fresh !== undefined) return;
		for (const alternate of this.#alternates ?? []) alternate.prepare();
		for (const pack of this.#packs.values()) pack.prepare();
	}

	/** The same where most of what is here will be read: the largest pack, in one pass. */
	async prepareForAll(): Promise<void> {
		this.prepare();
		if (this.#fresh !== undefined) return;
		const files = [...this.#packs.values()].flatMap((pack) =>
			"scan" in pack ? pack : [],
		);
		const [largest] = files.sort((a, b) => b.size - a.size);
		// Damage matters only in what is asked for, and shows there.
		this.#fresh = await largest?.scan().catch(() => undefined);
	}

	/** Gives back the memory that makes reading much at once fast. */
	settle(): void {
		this.#fresh = undefined;
		for (const alternate of this.#alternates ?? []) alternate.settle();
		for (const pack of this.#packs.values()) pack.forget();
	}

	close(): void {
		this.#fresh = undefined;
		for (const alternate of this.#alternates ?? []) alternate.close();
		this.#alternates = undefined;
		for (const pack of this.#packs.values()) pack.close();
		this.#packs.clear();
		this.#lastHit = undefined;
	}

	#fromPacks(oid: Oid): GitObject | undefined {
		const fresh = this.#fresh?.read(oid);
		if (fresh !== undefined) return fresh;
		// What is read together was mostly written together.
		const last = this.#lastHit?.read(oid);
		if (last !== undefined) return last;
		for (const pack of this.#packs.values()) {
			const object = pack === this.#lastHit ? undefined : pack.read(oid);
			if (object === undefined) continue;
			this.#lastHit = pack;
			return object;
		}
		return undefined;
	}

	async #openNewPacks(): Promise<boolean> {
		const names = new Set(await listIfThere(join(this.#path, "pack")));
		let isNew = false;
		for (const file of names) {
			const name = basename(file, ".idx");
			if (
				!file.endsWith(".idx") ||
				this.#packs.has(name) ||
				!names.has(`${name}.pack`)
			)
				continue;
			try {
				this.#packs.set(name, openPackFile(join(this.#path, "pack", name)));
				isNew = true;
			} catch (error) {
				// A pack may be swept away between listing and opening; its objects are in another one then.
				if (codeOf(error) !== "ENOENT") throw error;
			}
		}
		for (const [name, pack] of this.#packs) {
			if (name.startsWith("held-") || names.has(`${name}.pack`)) continue;
			pack.close();
			if (this.#lastHit === pack) this.#lastHit = undefined;
			this.#packs.delete(name);
		}
		return isNew;
	}

	/** At once, as packs are: a loose object is small, and a turn of the loop for each costs more than reading it. */
	#readLoose(oid: Oid): GitObject | undefined {
		const deflated = readIfThere(this.#loosePath(oid));
		if (deflated === undefined) return undefined;
		const bytes = inflateSync(deflated);
		const nul = bytes.indexOf(0);
		const type =
			bytes.toString("latin1", 0, Math.max(0, nul)).split(" ")[0] ?? "";
		const body = bytes.subarray(nul + 1);
		if (hashObject(type, body) !== oid)
			throw new Error(`the object ${oid} is damaged`);
		return { oid, type: type as GitObject["type"], body };
	}

	async #writeLoose({ oid, type, body }: GitObject): Promise<void> {
		const path = this.#loosePath(oid);
		// Like git, an object that is there is made young again, lest a clean-up that runs right now takes it away.
		const now = new Date();
		const isThere = await utimes(path, now, now).then(
			() => true,
			() => false,
		);
		if (isThere) return;
		await mkdir(dirname(path), { recursive: true });
		await writeDurably(
			path,
			deflateSync(
				Buffer.concat([Buffer.from(`${type} ${body.byteLength}\0`), body]),
				{ level: 1 },
			),
		);
	}

	#loosePath(oid: Oid): string {
		return join(this.#path, oid.slice(0, 2), oid.slice(2));
	}
}

/** Writes a file so that after a crash there is either all of it or none. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
	const temporary = join(
		dirname(path),
		`tmp_obj_${randomBytes(8).toString("hex")}`,
	);
	try {
		const file = await open(temporary, "wx", 0o444);
		try {
			await file.writeFile(bytes);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
}

function readIfThere(path: string): Buffer | undefined {
	try {
		return readFileSync(path);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return undefined;
		throw error;
	}
}

async function listIfThere(path: string): Promise<string[]> {
	try {
		return await readdir(path);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return [];
		throw error;
	}
}
