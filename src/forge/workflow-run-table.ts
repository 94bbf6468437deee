import type { Database } from "./database.ts";
import type { Row } from "./table.ts";
import type { RepoRow } from "./tables.ts";

/** A run of a workflow that somebody told of: one for each file and commit. */
export interface RunRow extends Row {
	readonly repo_id: number;
	readonly sha: string;
	readonly name: string;
	readonly path: string;
	/** The same for all runs of one file. */
	readonly workflow_id: number;
}

/** The run of a workflow's file at a commit, made when there is none. */
export function workflowRunAt(
	db: Database,
	repo: RepoRow,
	{ sha, name, path }: Pick<RunRow, "sha" | "name" | "path">,
): RunRow {
	const table = db.collection<RunRow>("forge.workflow_runs", ["repo_id"]);
	const ofFile = table
		.findBy("repo_id", repo.id)
		.filter((row) => row.path === path);
	const known = ofFile.find((row) => row.sha === sha);
	if (known !== undefined) return known;
	const workflow_id = ofFile[0]?.workflow_id ?? table.next;
	return table.insert({ repo_id: repo.id, sha, name, path, workflow_id });
}
