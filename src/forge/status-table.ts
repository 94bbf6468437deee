import type { Database } from "./database.ts";
import type { Row, Table } from "./table.ts";

export const STATES = ["error", "failure", "pending", "success"] as const;
export type State = (typeof STATES)[number];

/** One word on a commit under one name; later ones of that name replace it in the summary, never in the list. */
export interface StatusRow extends Row {
	readonly repo_id: number;
	readonly sha: string;
	readonly state: State;
	readonly target_url: string | null;
	readonly description: string | null;
	readonly context: string;
	readonly creator_id: number;
}

/** The table of commit statuses. */
export function statusTable(db: Database): Table<StatusRow> {
	return db.collection<StatusRow>("forge.statuses", ["sha"]);
}

/** All statuses of a commit, newest first. */
export function statusesAt(
	db: Database,
	repoId: number,
	sha: string,
): StatusRow[] {
	return statusTable(db)
		.findBy("sha", sha)
		.filter((row) => row.repo_id === repoId)
		.sort((a, b) => b.id - a.id);
}

/** The newest status of each name at a commit, newest first. */
export function latestStatuses(
	db: Database,
	repoId: number,
	sha: string,
): StatusRow[] {
	const seen = new Set<string>();
	return statusesAt(db, repoId, sha).filter(({ context }) => {
		const isNew = !seen.has(context);
		seen.add(context);
		return isNew;
	});
}
