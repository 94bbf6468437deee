import { open, readFile, rename, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Oid } from "../store.ts";
import { codeOf, StoreUnavailable } from "../store-unavailable.ts";
import { besides, underLock } from "./lock.ts";

/** A ref of a repository on disk. */
export interface RefPlace {
	readonly gitdir: string;
	/** The full name, `refs/…`. */
	readonly ref: string;
	/** How long to wait for another writer's lock. */
	readonly lockTimeoutMs: number;
}

/**
 * Where a ref is, loose or packed; null when there is none. Throws `STORE_UNAVAILABLE` for one that cannot be read: a broken
 * branch must not pass for a missing one.
 */
export async function readRef({
	gitdir,
	ref,
}: Pick<RefPlace, "gitdir" | "ref">): Promise<Oid | null> {
	const loose = await textIfThere(join(gitdir, ref));
	if (loose === undefined) return (await packedRefs(gitdir)).get(ref) ?? null;
	const oid = /^([0-9a-f]{40})\s*$/.exec(loose)?.[1];
	if (oid === undefined)
		throw new StoreUnavailable(`${ref} in ${gitdir} holds no commit`);
	return oid;
}

/**
 * Moves a ref from `base` to `next`, whether the one follows the other or not; false when it is not at `base`. Git and any
 * number of processes may do the same at the same time. Durable when it resolves. Throws `STORE_UNAVAILABLE` when another
 * writer's lock stays.
 */
export async function moveRef(
	place: RefPlace,
	base: Oid | null,
	next: Oid,
): Promise<boolean> {
	const path = join(place.gitdir, place.ref);
	if (base === null) await refuseClash(place);
	return underLock(path, place.lockTimeoutMs, async () => {
		if ((await readRef(place)) !== base) return false;
		await clearEmptyDirectory(path);
		await replace(path, `${next}\n`);
		await syncDirectory(dirname(path));
		return true;
	});
}

/** The lock stays what it is meanwhile, so that whoever finds it later knows whose it was. */
async function replace(path: string, text: string): Promise<void> {
	const draft = besides(path);
	const file = await open(draft, "wx");
	try {
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(draft, path);
	} catch (error) {
		await unlink(draft);
		throw error;
	}
}

/** Git cannot keep both `baton` and `baton/board`: a packed ref of the former kind would not show in the file system. */
async function refuseClash({ gitdir, ref }: RefPlace): Promise<void> {
	for (const name of (await packedRefs(gitdir)).keys()) {
		if (name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`))
			throw new StoreUnavailable(`${ref} cannot exist beside ${name}`);
	}
}

async function packedRefs(gitdir: string): Promise<ReadonlyMap<string, Oid>> {
	const text = (await textIfThere(join(gitdir, "packed-refs"))) ?? "";
	const refs = text.matchAll(/^([0-9a-f]{40}) (\S+)$/gm);
	return new Map(Array.from(refs, ([, oid = "", name = ""]) => [name, oid]));
}

/** A file's text, undefined when there is no such file. */
async function textIfThere(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, "utf8");
	} catch (cause) {
		if (["ENOENT", "EISDIR", "ENOTDIR"].includes(String(codeOf(cause))))
			return undefined;
		throw new StoreUnavailable(`${path} cannot be read`, { cause });
	}
}

/** An empty directory left over from deleted refs would be in the way of the file. */
async function clearEmptyDirectory(path: string): Promise<void> {
	try {
		await rmdir(path);
	} catch (error) {
		if (!["ENOENT", "ENOTDIR"].includes(String(codeOf(error))))
			throw new StoreUnavailable(`${path} is in the way`, { cause: error });
	}
}

async function syncDirectory(path: string): Promise<void> {
	const directory = await open(path, "r");
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}
