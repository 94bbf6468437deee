import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitOutput } from "./git-output.ts";

/**
 * The hash of the tree that a checkout would be committed as now, everything that is not ignored included. Neither the index
 * nor the repository's objects are written to. Undefined when git cannot tell. `added` says in git's words, as for its \`add\`,
 * what of the checkout is taken if not all of it.
 */
export async function treeOf(
	top: string,
	added: readonly string[] = ["--all", "."],
): Promise<string | undefined> {
	const paths = await gitOutput(top, [
		...["rev-parse", "--path-format=absolute"],
		...["--git-path", "index", "--git-path", "objects"],
	]);
	const [index, objects] = (paths ?? "").split("\n");
	if (index === undefined || objects === undefined) return undefined;
	const scratch = await mkdtemp(join(tmpdir(), "baton-tree-"));
	try {
		const ownIndex = join(scratch, "index");
		// With a copy of the index only what changed since has to be read again.
		await copyFile(index, ownIndex).catch((error: unknown) => {
			if ((error as { code?: string }).code !== "ENOENT") throw error;
		});
		const ownObjects = join(scratch, "objects");
		await mkdir(ownObjects);
		const env = {
			GIT_INDEX_FILE: ownIndex,
			GIT_OBJECT_DIRECTORY: ownObjects,
			GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
		};
		const printed = await gitOutput(top, ["add", ...added], env);
		return printed === undefined
			? undefined
			: await gitOutput(top, ["write-tree"], env);
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
}
