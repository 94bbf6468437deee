import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Refusal, refuse } from "../../core/errors.ts";
import { readRef } from "../../store/git/ref.ts";
import type { WorkTree } from "../own-gitdir.ts";
import type { InitFile } from "./init-files.ts";

/** The refusal of a repository that nothing can be set up in, if it is one: it has to have a branch, a commit and files. */
export async function unfitRepository(
	gitdir: string,
	tree: WorkTree | undefined,
): Promise<Refusal | undefined> {
	if (tree?.top === undefined)
		return refuse(
			"VALIDATION",
			"This repository is bare: it has no files to set up.",
			"Say it in a clone; `baton plan --save` opens the board in a bare repository too.",
		);
	const head = (await readFile(join(tree.own, "HEAD"), "utf8")).trim();
	const ref = /^ref: (.+)$/.exec(head)?.[1];
	if (ref === undefined)
		return refuse(
			"VALIDATION",
			`HEAD is detached at ${head.slice(0, 12)}: no branch is checked out.`,
			"Check a branch out first, with `git switch <branch>`.",
		);
	if ((await readRef({ gitdir, ref })) !== null) return undefined;
	return refuse(
		"VALIDATION",
		`This repository has no commit yet: ${ref.replace("refs/heads/", "")} is unborn.`,
		'Make the first one with `git commit --allow-empty -m "start"`, then say `baton init` again.',
	);
}

/** The refusal of a place that cannot be written to, if one of them is. */
export async function unwritable(
	gitdir: string,
	top: string,
	files: readonly InitFile[],
): Promise<Refusal | undefined> {
	const written = files.filter(({ action }) => action !== "keep");
	const places = [
		...["", "objects", "refs"].map((name) => join(gitdir, name)),
		...(await Promise.all(
			written.map(({ path, before }) =>
				before === undefined ? folderFor(join(top, path)) : join(top, path),
			),
		)),
	];
	for (const place of places) {
		const isWritable = await access(place, constants.W_OK).then(
			() => true,
			() => false,
		);
		if (isWritable) continue;
		return refuse(
			"FORBIDDEN",
			`${place} cannot be written to.`,
			"See that you may write there, and say it again; nothing was changed.",
		);
	}
	return undefined;
}

/** The nearest thing above a new file that is there already. */
async function folderFor(path: string): Promise<string> {
	const folder = dirname(path);
	const isThere = await stat(folder).then(
		(found) => found.isDirectory(),
		() => false,
	);
	return isThere || folder === dirname(folder) ? folder : folderFor(folder);
}
