import { git, linesOf } from "./git-process.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** What git would take for an expression rather than for a name, or could not be a line of its input. */
const NO_NAME = /[\s\p{Cc}~^:?*[\\]|@\{|\.\./u;

/**
 * The full name of the commit that a caller calls `ref`: a branch, a tag, `heads/…`, `tags/…`, `HEAD`, or a name of at least
 * four hex digits. Commits count that no branch holds any longer. Undefined: there is none.
 */
export async function resolveCommit(
	{ mirror, tables }: Pick<World, "mirror" | "tables">,
	repo: RepoRow,
	ref: string,
): Promise<string | undefined> {
	if (ref === "" || NO_NAME.test(ref)) return undefined;
	const isKnown = tables.commits
		.findBy("sha", ref)
		.some((row) => row.repo_id === repo.id);
	if (isKnown) return ref;
	const candidates = candidatesOf(ref, repo.default_branch);
	const input = candidates.map((name) => `${name}^{commit}\n`).join("");
	const lines = linesOf(
		await git(mirror.directory(repo), ["cat-file", "--batch-check"], input),
	);
	const found = lines.find((line) => /^[0-9a-f]{40} commit \d+$/.test(line));
	return found?.slice(0, 40);
}

function candidatesOf(ref: string, defaultBranch: string): string[] {
	if (ref === "HEAD") return [`refs/heads/${defaultBranch}`];
	if (/^refs\/(heads|tags)\//.test(ref)) return [ref];
	const names = [`refs/heads/${ref}`, `refs/tags/${ref}`];
	if (/^(heads|tags)\//.test(ref)) names.push(`refs/${ref}`);
	if (/^[0-9a-f]{4,40}$/i.test(ref)) names.push(ref.toLowerCase());
	return names;
}

/** The branch's head as git has it now; undefined when there is no such branch. */
export async function branchHead(
	world: Pick<World, "mirror" | "tables">,
	repo: RepoRow,
	branch: string,
): Promise<string | undefined> {
	return resolveCommit(world, repo, `refs/heads/${branch}`);
}
