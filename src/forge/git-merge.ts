import { commitObject, objectName } from "./git-objects.ts";
import { gitEnd, linesOf } from "./git-process.ts";
import { alignRefRows } from "./ref-rows.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** The tree that merging `theirs` into `ours` gives; undefined when they conflict. It is in git afterwards. */
export async function mergeTree(
	dir: string,
	ours: string,
	theirs: string,
): Promise<string | undefined> {
	const args = ["merge-tree", "--write-tree", "--no-messages", ours, theirs];
	const { code, stdout, stderr } = await gitEnd(dir, args);
	if (code === 0) return linesOf(stdout)[0];
	if (code === 1) return undefined;
	throw new Error(`git merge-tree ended with ${code}: ${stderr}`);
}

/** A commit that a branch is to be moved to. */
export interface Merge {
	readonly branch: string;
	/** Where the branch is now. */
	readonly before: string;
	readonly tree: string;
	readonly parents: readonly string[];
	readonly message: string;
	readonly author: UserRow;
}

/** Makes the commit of a merge and shows the branch there; to be called inside `mirror.write`, which moves it in git. Answers its name. */
export function commitMerge(
	{ tables, now }: Pick<World, "tables" | "now">,
	repo: RepoRow,
	{ branch, before, tree, parents, message, author }: Merge,
): string {
	const date = now();
	const name = (author.name ?? author.login).replace(/[<>\p{Cc}]/gu, "");
	const columns = {
		message,
		author_name: name,
		author_email: author.email ?? `${author.login}@users.noreply.github.com`,
		author_date: date,
		committer_name: "GitHub",
		committer_email: "noreply@github.com",
		committer_date: date,
		tree_sha: tree,
		parent_shas: parents,
	};
	const sha = objectName(commitObject(columns));
	const node_id = Buffer.from(`commit${sha}`).toString("base64url");
	const isThere = tables.commits
		.findBy("sha", sha)
		.some((row) => row.repo_id === repo.id);
	if (!isThere)
		tables.commits.insert({
			...columns,
			repo_id: repo.id,
			sha,
			node_id,
			user_id: author.id,
		});
	const ref = `refs/heads/${branch}`;
	alignRefRows(tables, repo.id, [{ ref, before, after: sha }]);
	return sha;
}
