import fs from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import { getConfig } from "isomorphic-git";

import { codeOf, StoreUnavailable } from "../store-unavailable.ts";

/**
 * Finds where a repository keeps its objects and branches: `dir` is a work tree (with a `.git` directory, or the `.git` file
 * of a linked one) or a bare repository. Throws `STORE_UNAVAILABLE` when it is none, or of a kind that cannot be served.
 */
export async function findGitdir(dir: string): Promise<string> {
	const gitdir = await commonDirOf(await ownDirOf(resolve(dir)));
	if (
		!(await isDirectory(join(gitdir, "objects"))) ||
		!(await isDirectory(join(gitdir, "refs")))
	) {
		throw new StoreUnavailable(`not a git repository: ${dir}`);
	}
	await refuseUnknownFormats(gitdir, dir);
	return gitdir;
}

async function ownDirOf(dir: string): Promise<string> {
	const dotGit = join(dir, ".git");
	if (await isDirectory(dotGit)) return dotGit;
	const link = /^gitdir: (.+)$/m.exec((await textIfThere(dotGit)) ?? "")?.[1];
	return link === undefined ? dir : resolve(dir, link.trim());
}

/** A linked work tree has a git directory of its own that points to the shared one. */
async function commonDirOf(gitdir: string): Promise<string> {
	const shared = await textIfThere(join(gitdir, "commondir"));
	return shared === undefined ? gitdir : resolve(gitdir, shared.trim());
}

async function refuseUnknownFormats(
	gitdir: string,
	dir: string,
): Promise<void> {
	const extension = async (name: string): Promise<string> =>
		String((await getConfig({ fs, gitdir, path: `extensions.${name}` })) ?? "");
	const format = (await extension("objectformat")) || "sha1";
	if (format !== "sha1")
		throw new StoreUnavailable(
			`${dir} is a ${format} repository; only sha1 repositories are supported`,
		);
	const storage = (await extension("refstorage")) || "files";
	if (storage !== "files")
		throw new StoreUnavailable(
			`${dir} keeps its branches as ${storage}; only plain files are supported`,
		);
}

async function isDirectory(path: string): Promise<boolean> {
	return stat(path).then(
		(found) => found.isDirectory(),
		() => false,
	);
}

async function textIfThere(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		if (["ENOENT", "EISDIR", "ENOTDIR"].includes(String(codeOf(error))))
			return undefined;
		throw error;
	}
}
