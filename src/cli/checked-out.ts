import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The work trees of a repository that have a branch checked out. */
export async function checkedOutAt(
	gitdir: string,
	branch: string,
): Promise<readonly string[]> {
	const linked = join(gitdir, "worktrees");
	const names = await readdir(linked).catch(() => []);
	const places = names.map((name) => join(linked, name));
	const found: string[] = [];
	for (const place of [gitdir, ...places]) {
		const head = await textOf(join(place, "HEAD"));
		if (head !== `ref: refs/heads/${branch}`) continue;
		const dotGit = await textOf(join(place, "gitdir"));
		const isBare = dotGit === "" && !(await hasIndex(place));
		if (!isBare) found.push(dirname(dotGit === "" ? place : dotGit));
	}
	return found;
}

/** A bare repository has a HEAD too, and nothing checked out. */
async function hasIndex(place: string): Promise<boolean> {
	return readFile(join(place, "index")).then(
		() => true,
		() => false,
	);
}

function textOf(path: string): Promise<string> {
	return readFile(path, "utf8").then(
		(text) => text.trim(),
		() => "",
	);
}
