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

/** A changed ref with the ids of the pull requests whose head it moved. */
export interface MovedRef extends RefChange {
	readonly pulls: readonly number[];
}

/** Open pull requests follow their branches; a branch that is gone leaves them where they were. */
export function movePulls(
	tables: Tables,
	repoId: number,
	changes: readonly RefChange[],
): MovedRef[] {
	return changes.map((change) => ({
		...change,
		pulls: movePullsOf(tables, repoId, change),
	}));
}

function movePullsOf(
	tables: Tables,
	repoId: number,
	{ ref, after }: RefChange,
): number[] {
	if (!ref.startsWith(HEADS) || after === null) return [];
	const branch = ref.slice(HEADS.length);
	const moved: number[] = [];
	for (const pull of tables.pullRequests.all()) {
		if (pull.state !== "open") continue;
		const isHead = pull.head_repo_id === repoId && pull.head_ref === branch;
		const isBase = pull.base_repo_id === repoId && pull.base_ref === branch;
		if (isHead && pull.head_sha !== after) {
			tables.pullRequests.update(pull.id, { head_sha: after });
			moved.push(pull.id);
		}
		if (isBase && pull.base_sha !== after)
			tables.pullRequests.update(pull.id, { base_sha: after }, false);
	}
	return moved;
}
