import type { RefChange, Refs } from "./bare-repository.ts";
import type { Tables } from "./tables.ts";

const HEADS = "refs/heads/";

/** The refs that the emulator shows for a repository, those on commits. */
export function refsInRows(tables: Tables, repoId: number): Refs {
	const isCommit = (sha: string) =>
		tables.commits.findBy("sha", sha).some((row) => row.repo_id === repoId);
	const rows = tables.refs
		.findBy("repo_id", repoId)
		.filter((row) => isCommit(row.sha));
	return new Map(rows.map((row) => [row.ref, row.sha]));
}

/** Makes the emulator show refs as they are after some changes. */
export function alignRefRows(
	tables: Tables,
	repo_id: number,
	changes: readonly RefChange[],
): void {
	for (const { ref, after: sha } of changes) {
		const name = ref.startsWith(HEADS) ? ref.slice(HEADS.length) : undefined;
		const row = tables.refs
			.findBy("repo_id", repo_id)
			.find((candidate) => candidate.ref === ref);
		const branch = tables.branches
			.findBy("repo_id", repo_id)
			.find((candidate) => candidate.name === name);
		if (sha === null) {
			if (row !== undefined) tables.refs.delete(row.id);
			if (branch !== undefined) tables.branches.delete(branch.id);
			continue;
		}
		if (row !== undefined) tables.refs.update(row.id, { sha });
		else
			tables.refs.insert({
				repo_id,
				ref,
				sha,
				node_id: Buffer.from(`Ref${repo_id}:${ref}`).toString("base64url"),
			});
		if (branch !== undefined) tables.branches.update(branch.id, { sha });
		else if (name !== undefined)
			tables.branches.insert({
				repo_id,
				name,
				sha,
				protected: isProtected(tables, repo_id, name),
			});
	}
}

function isProtected(tables: Tables, repoId: number, name: string): boolean {
	return tables.branchProtections
		.findBy("repo_id", repoId)
		.some((row) => row.branch_name === name);
}

/** Open pull requests follow their branches. */
export function movePulls(
	tables: Tables,
	repoId: number,
	changes: readonly RefChange[],
): void {
	for (const { ref, after } of changes) {
		if (!ref.startsWith(HEADS) || after === null) continue;
		const branch = ref.slice(HEADS.length);
		for (const pull of tables.pullRequests
			.all()
			.filter(({ state }) => state === "open")) {
			const isHead =
				pull.head_repo_id === repoId &&
				pull.head_ref === branch &&
				pull.head_sha !== after;
			const isBase =
				pull.base_repo_id === repoId &&
				pull.base_ref === branch &&
				pull.base_sha !== after;
			if (isHead) tables.pullRequests.update(pull.id, { head_sha: after });
			if (isBase) tables.pullRequests.update(pull.id, { base_sha: after });
		}
	}
}
