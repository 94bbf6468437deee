import {
	type FileHandle,
	mkdir,
	open,
	readFile,
	rename,
	rmdir,
	unlink,
} from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Oid } from "../store.ts";
import { codeOf, StoreUnavailable } from "../store-unavailable.ts";

/** A ref of a repository on disk. */
export interface RefPlace {
	readonly gitdir: string;
	/** The full name, `refs/heads/…`. */
	readonly ref: string;
	/** How long to wait for another writer's lock. */
	readonly lockTimeoutMs: number;
}

const LOCK_PAUSE_MS = 10;
/** Git removes directories of refs that became empty: how often to make one again that went away under our hands. */
const MAX_DIRECTORY_RETRIES = 20;

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
 * Moves a ref from `base` to `next` under git's own lock file, so that git and any number of processes can take part; false
 * when it is not at `base`. Durable when it resolves. Throws `STORE_UNAVAILABLE` when the lock stays taken.
 */
export async function moveRef(
	place: RefPlace,
	base: Oid | null,
	next: Oid,
): Promise<boolean> {
	const path = join(place.gitdir, place.ref);
	if (base === null) await refuseClash(place);
	const lock = await takeLock(place, `${path}.lock`);
	let isDone = false;
	try {
		try {
			if ((await readRef(place)) !== base) return false;
			await lock.writeFile(`${next}\n`);
			await lock.sync();
		} finally {
			await lock.close();
		}
		await clearEmptyDirectory(path);
		await rename(`${path}.lock`, path);
		isDone = true;
		await syncDirectory(dirname(path));
		return true;
	} finally {
		if (!isDone) await unlink(`${path}.lock`);
	}
}

async function takeLock(
	{ lockTimeoutMs }: RefPlace,
	path: string,
): Promise<FileHandle> {
	const deadline = performance.now() + lockTimeoutMs;
	for (let retries = 0; ; ) {
		await makeDirectoryOf(path);
		try {
			return await open(path, "wx");
		} catch (error) {
			const code = codeOf(error);
			if (code === "ENOENT" && retries++ < MAX_DIRECTORY_RETRIES) continue;
			if (code !== "EEXIST")
				throw new StoreUnavailable(`the lock ${path} cannot be made`, {
					cause: error,
				});
			if (performance.now() >= deadline) throw stuck(path, lockTimeoutMs);
			await new Promise((resolve) =>
				setTimeout(resolve, LOCK_PAUSE_MS * (1 + Math.random())),
			);
		}
	}
}

function stuck(path: string, lockTimeoutMs: number): StoreUnavailable {
	return new StoreUnavailable(
		`another process has held the lock ${path} for more than ${lockTimeoutMs} ms; if neither git nor baton is at work here, that file is a leftover and can be deleted`,
	);
}

async function makeDirectoryOf(path: string): Promise<void> {
	try {
		await mkdir(dirname(path), { recursive: true });
	} catch (cause) {
		throw new StoreUnavailable(
			`${dirname(path)} cannot be a directory: is there a branch of that name?`,
			{ cause },
		);
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
