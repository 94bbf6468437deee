import { readdir, readFile, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { isGone, readHolder } from "./lock-holder.ts";

/** What names no holder is written in milliseconds: after this time nobody is at it any more. */
const ABANDONED_AFTER_MS = 60_000;

/** The paths that this process has looked beside: once is enough, for only a process that was killed leaves anything. */
const looked = new Set<string>();

/** Removes what processes that were killed left beside a path on their way to its lock, or under it. Never throws. */
export async function clearDraftsOnce(path: string): Promise<void> {
	if (looked.has(path)) return;
	looked.add(path);
	const start = `${basename(path)}.`;
	const names = await readdir(dirname(path)).catch(() => []);
	for (const name of names) {
		const isDraft =
			name.startsWith(start) &&
			/^([0-9a-f]{8,64}\.clear\.)?[0-9a-f]{16}\.lock$/.test(
				name.slice(start.length),
			);
		const draft = join(dirname(path), name);
		if (isDraft && (await isLeftover(draft).catch(() => false)))
			await unlink(draft).catch(() => undefined);
	}
}

async function isLeftover(draft: string): Promise<boolean> {
	const holder = readHolder(await readFile(draft, "utf8"));
	if (holder !== undefined) return isGone(holder);
	return Date.now() - (await stat(draft)).mtimeMs > ABANDONED_AFTER_MS;
}
