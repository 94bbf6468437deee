import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
	copyFile,
	link,
	mkdir,
	readFile,
	stat,
	unlink,
	writeFile,
} from "node:fs/promises";
import { dirname } from "node:path";

import { codeOf, StoreUnavailable } from "../store-unavailable.ts";
import { clearDraftsOnce } from "./lock-drafts.ts";
import { holderHere, isGone, printHolder, readHolder } from "./lock-holder.ts";

const LOCK_PAUSE_MS = 10;
/** Git removes directories of refs that became empty: how often to make one again that went away under our hands. */
const MAX_DIRECTORY_RETRIES = 20;
/** A lock is held for milliseconds: before this age nobody asks whether its holder is still there. */
const STALE_AFTER_MS = 1_000;
/** Who clears a stale lock takes one for that, which may become stale in turn: so many are followed. */
const MAX_NESTED = 3;

/**
 * Does something under git's own lock on a file, `<path>.lock`, so that git and any number of processes can take part. The
 * lock says who holds it: one whose process is gone is cleared, any other is waited for. Throws `STORE_UNAVAILABLE` when it
 * stays taken.
 */
export async function underLock<T>(
	path: string,
	lockTimeoutMs: number,
	work: () => Promise<T>,
): Promise<T> {
	await takeLock(path, lockTimeoutMs);
	try {
		await clearDraftsOnce(path);
		return await work();
	} finally {
		await removeIfThere(`${path}.lock`);
	}
}

/** A name beside a path that git does not take for one of its files. */
export function besides(path: string): string {
	return `${path}.${randomBytes(8).toString("hex")}.lock`;
}

async function takeLock(path: string, lockTimeoutMs: number): Promise<void> {
	const lock = `${path}.lock`;
	const deadline = performance.now() + lockTimeoutMs;
	for (let retries = 0; ; ) {
		await makeDirectoryOf(path);
		try {
			if (await grab(lock)) return;
		} catch (cause) {
			if (codeOf(cause) === "ENOENT" && retries++ < MAX_DIRECTORY_RETRIES)
				continue;
			throw new StoreUnavailable(`the lock ${lock} cannot be made`, { cause });
		}
		await clearStale(path, lock, MAX_NESTED);
		if (performance.now() >= deadline) throw stuck(lock, lockTimeoutMs);
		await new Promise((resolve) =>
			setTimeout(resolve, LOCK_PAUSE_MS * (1 + Math.random())),
		);
	}
}

/** Makes a lock with its holder's name in it, both in one step; false when there is one. */
async function grab(lock: string): Promise<boolean> {
	const token = randomBytes(8).toString("hex");
	const draft = `${lock.slice(0, -".lock".length)}.${token}.lock`;
	try {
		await writeFile(draft, printHolder(holderHere(process.pid, token)), {
			flag: "wx",
		});
		await linkOrCopy(draft, lock);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw error;
	} finally {
		await removeIfThere(draft);
	}
}

/** Some file systems know no links. A copy may be seen half written; that is taken for a lock of somebody unknown. */
async function linkOrCopy(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch (error) {
		if (["EEXIST", "ENOENT"].includes(String(codeOf(error)))) throw error;
		await copyFile(from, to, constants.COPYFILE_EXCL);
	}
}

/**
 * Removes a lock that was left behind. Many may try at once: the one that may is whoever holds a lock named after it, so that
 * nobody removes the lock that the next one has already made.
 */
async function clearStale(
	path: string,
	lock: string,
	nested: number,
): Promise<void> {
	const token = await tokenIfStale(lock);
	if (token === undefined || nested === 0) return;
	const guard = `${path}.${token}.clear.lock`;
	if (!(await grab(guard))) return clearStale(path, guard, nested - 1);
	try {
		if ((await tokenIfStale(lock)) === token) await removeIfThere(lock);
	} finally {
		await removeIfThere(guard);
	}
}

async function tokenIfStale(lock: string): Promise<string | undefined> {
	try {
		const { mtimeMs } = await stat(lock);
		if (Date.now() - mtimeMs < STALE_AFTER_MS) return undefined;
		const holder = readHolder(await readFile(lock, "utf8"));
		return holder !== undefined && isGone(holder) ? holder.token : undefined;
	} catch (error) {
		// It was released meanwhile, or cannot be read: either way nobody here may remove it.
		if (codeOf(error) === undefined) throw error;
		return undefined;
	}
}

function stuck(lock: string, lockTimeoutMs: number): StoreUnavailable {
	return new StoreUnavailable(
		`another process has held the lock ${lock} for more than ${lockTimeoutMs} ms; if neither git nor baton is at work here, that file is a leftover and can be deleted`,
	);
}

/** Git removes directories of refs that are empty for a moment: one that vanishes while it is made is made again. */
async function makeDirectoryOf(path: string, retriesLeft = 20): Promise<void> {
	try {
		await mkdir(dirname(path), { recursive: true });
	} catch (cause) {
		if (codeOf(cause) === "ENOENT" && retriesLeft > 0)
			return makeDirectoryOf(path, retriesLeft - 1);
		throw new StoreUnavailable(
			`${dirname(path)} cannot be a directory: is there a branch of that name?`,
			{ cause },
		);
	}
}

async function removeIfThere(path: string): Promise<void> {
	try {
		await unlink(path);
	} catch (error) {
		if (codeOf(error) !== "ENOENT") throw error;
	}
}
