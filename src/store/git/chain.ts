import type { Oid, StagedCommit } from "../store.ts";

/** The last commit of a chain on `base`. Throws `TypeError` when it is empty or its commits do not follow each other. */
export function tipOf(
	base: Oid | null,
	commits: readonly StagedCommit[],
): StagedCommit {
	let parent = base;
	for (const commit of commits) {
		if (commit.parent !== parent)
			throw new TypeError(
				`${commit.oid} does not follow ${parent ?? "the empty branch"}`,
			);
		parent = commit.oid;
	}
	const tip = commits.at(-1);
	if (tip === undefined) throw new TypeError("nothing to append");
	return tip;
}

/** The full name of a branch's ref. Throws `TypeError` for a name git would refuse. */
export function branchRef(branch: string): string {
	const isValid =
		/^(?!.*(\.\.|@\{|\/\/|\/\.|\.lock(\/|$)))[^\0-\x20\x7f~^:?*[\\./@-][^\0-\x20\x7f~^:?*[\\]*$/.test(
			branch,
		) && !/[./]$/.test(branch);
	if (!isValid)
		throw new TypeError(`not a branch name: ${JSON.stringify(branch)}`);
	return `refs/heads/${branch}`;
}
