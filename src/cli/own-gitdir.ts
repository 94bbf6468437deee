import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** So many directories up a work tree is looked for. */
const MAX_UPWARDS = 100;

/** Where git keeps what is one work tree's own: HEAD, and what is done there at the moment. */
export interface WorkTree {
	/** The directory with the files; undefined for a bare repository. */
	readonly top: string | undefined;
	/** `.git`, or the directory of its own that a linked work tree has. */
	readonly own: string;
}

/** The work tree that a directory is in, or the bare repository that it is; undefined when it is neither. */
export async function workTreeAt(dir: string): Promise<WorkTree | undefined> {
	let at = resolve(dir);
	for (let upwards = 0; upwards < MAX_UPWARDS; upwards++) {
		const dotGit = join(at, ".git");
		const kind = await kindOf(dotGit);
		if (kind === "directory") return { top: at, own: dotGit };
		const link = kind === "file" ? await linkIn(dotGit) : undefined;
		if (link !== undefined) return { top: at, own: resolve(at, link) };
		if ((await kindOf(join(at, "HEAD"))) === "file" && (await hasParts(at)))
			return { top: undefined, own: at };
		if (dirname(at) === at) return undefined;
		at = dirname(at);
	}
	return undefined;
}

async function hasParts(dir: string): Promise<boolean> {
	const parts = ["objects", "refs"].map((name) => kindOf(join(dir, name)));
	return (await Promise.all(parts)).every((kind) => kind === "directory");
}

async function linkIn(file: string): Promise<string | undefined> {
	const text = await readFile(file, "utf8");
	return /^gitdir: (.+)$/m.exec(text)?.[1]?.trim();
}

async function kindOf(path: string): Promise<"file" | "directory" | undefined> {
	const found = await stat(path).catch(() => undefined);
	if (found === undefined) return undefined;
	return found.isDirectory() ? "directory" : "file";
}
