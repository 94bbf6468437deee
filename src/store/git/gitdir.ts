import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { codeOf, StoreUnavailable } from "../store-unavailable.ts";

/** So many directories up a repository is looked for. */
const MAX_UPWARDS = 100;

/**
 * Finds where a repository keeps its objects and branches: `dir` is a work tree (with a `.git` directory, or the `.git` file
 * of a linked one), a directory in one, or a bare repository. Throws `STORE_UNAVAILABLE` when it is none, or of a kind that
 * cannot be served.
 */
export async function findGitdir(dir: string): Promise<string> {
	const own = await ownDirOf(resolve(dir));
	const gitdir = own === undefined ? undefined : await commonDirOf(own);
	if (gitdir === undefined || !(await isRepository(gitdir)))
		throw new StoreUnavailable(`not a git repository: ${dir}`);
	await refuseUnknownFormats(gitdir, dir);
	return gitdir;
}

/** The git directory of the nearest repository that a directory is, or is in. */
async function ownDirOf(dir: string): Promise<string | undefined> {
	if (!(await isDirectory(dir))) return undefined;
	let at = dir;
	for (let upwards = 0; upwards < MAX_UPWARDS; upwards++) {
		const dotGit = join(at, ".git");
		if (await isDirectory(dotGit)) return dotGit;
		const link = /^gitdir: (.+)$/m.exec((await textIfThere(dotGit)) ?? "")?.[1];
		if (link !== undefined) return resolve(at, link.trim());
		if (await isRepository(at)) return at;
		if (dirname(at) === at) return undefined;
		at = dirname(at);
	}
	return undefined;
}

async function isRepository(dir: string): Promise<boolean> {
	return (
		(await isDirectory(join(dir, "objects"))) &&
		(await isDirectory(join(dir, "refs"))) &&
		(await textIfThere(join(dir, "HEAD"))) !== undefined
	);
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
	const config = (await textIfThere(join(gitdir, "config"))) ?? "";
	const extensions = extensionsIn(config);
	const format = extensions.get("objectformat") ?? "sha1";
	if (format !== "sha1")
		throw new StoreUnavailable(
			`${dir} is a ${format} repository; only sha1 repositories are supported`,
		);
	const storage = extensions.get("refstorage") ?? "files";
	if (storage !== "files")
		throw new StoreUnavailable(
			`${dir} keeps its branches as ${storage}; only plain files are supported`,
		);
	if (isPartial(config, extensions))
		throw new StoreUnavailable(
			`${dir} is a partial clone: some of its objects are only at its remote; use a clone made without --filter`,
		);
}

/** Objects that git fetches only once it needs them are not there for anybody else. */
function isPartial(
	config: string,
	extensions: ReadonlyMap<string, string>,
): boolean {
	return (
		extensions.has("partialclone") ||
		/^\s*promisor\s*(=\s*"?(true|yes|on|1)"?\s*)?$/im.test(config)
	);
}

/**
 * What a repository's config says about its format, keys and values in lower case. Git reads these from that one file alone,
 * whatever it includes; a whole reader of git's configs would be most of what a command line loads.
 */
function extensionsIn(config: string): ReadonlyMap<string, string> {
	const extensions = new Map<string, string>();
	let section = "";
	for (const line of config.split(/\r?\n/)) {
		const [, header, rest = ""] = /^\s*\[([^\]]*)\](.*)$/.exec(line) ?? [];
		if (header !== undefined) section = header.trim().toLowerCase();
		const [, key, value] =
			/^\s*([a-z][a-z0-9-]*)\s*=\s*"?([^"#;]*)/i.exec(
				header === undefined ? line : rest,
			) ?? [];
		if (section !== "extensions" || key === undefined) continue;
		extensions.set(key.toLowerCase(), (value ?? "").trim().toLowerCase());
	}
	return extensions;
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
