import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Oid } from "../store.ts";
import { codeOf } from "../store-unavailable.ts";

/**
 * Reads git's list of the commits whose parents a repository does not hold; none when there is no such file. Throws when it
 * is damaged.
 */
export async function readShallowFile(gitdir: string): Promise<Oid[]> {
	let text: string;
	try {
		text = await readFile(join(gitdir, "shallow"), "utf8");
	} catch (error) {
		if (codeOf(error) === "ENOENT") return [];
		throw error;
	}
	if (!/^([0-9a-f]{40}\n)*$/.test(text))
		throw new Error(`${gitdir}/shallow is damaged`);
	return text.split("\n").filter((line) => line !== "");
}

/** Writes that list. */
export async function writeShallowFile(
	gitdir: string,
	oids: readonly Oid[],
): Promise<void> {
	const path = join(gitdir, "shallow");
	// A whole history has no such file.
	if (oids.length === 0) await rm(path, { force: true });
	else await writeFile(path, oids.map((oid) => `${oid}\n`).join(""));
}
