import type { Database } from "./database.ts";
import type { Row, Table } from "./table.ts";

export const CONCLUSIONS = [
	"action_required",
	"cancelled",
	"failure",
	"neutral",
	"success",
	"skipped",
	"stale",
	"timed_out",
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

export const CHECK_STATUSES = ["queued", "in_progress", "completed"] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** A button of a check run. */
export interface CheckAction {
	readonly label: string;
	readonly description: string;
	readonly identifier: string;
}

/** What a check run found out, in Markdown. */
export interface CheckOutput {
	readonly title: string | null;
	readonly summary: string | null;
	readonly text: string | null;
}

export interface CheckRunRow extends Row {
	readonly repo_id: number;
	readonly suite_id: number;
	/** The App that made it, the only one that may change it. */
	readonly app_id: number;
	readonly head_sha: string;
	readonly name: string;
	readonly external_id: string;
	readonly details_url: string | null;
	readonly status: CheckStatus;
	/** Set when, and only when, the status is `completed`. */
	readonly conclusion: Conclusion | null;
	readonly started_at: string;
	readonly completed_at: string | null;
	readonly output: CheckOutput;
	readonly annotations: readonly Readonly<Record<string, unknown>>[];
	readonly actions: readonly CheckAction[];
}

/** All check runs of one App at one commit. */
export interface CheckSuiteRow extends Row {
	readonly repo_id: number;
	readonly app_id: number;
	readonly head_sha: string;
	readonly head_branch: string | null;
	/** Where the branch was before the push that brought the commit; null where that is not known. */
	readonly before: string | null;
	readonly status: CheckStatus;
	readonly conclusion: Conclusion | null;
}

/** The table of check runs. */
export function checkRunTable(db: Database): Table<CheckRunRow> {
	return db.collection<CheckRunRow>("forge.check_runs", [
		"head_sha",
		"suite_id",
	]);
}

/** The table of check suites. */
export function checkSuiteTable(db: Database): Table<CheckSuiteRow> {
	return db.collection<CheckSuiteRow>("forge.check_suites", ["head_sha"]);
}

/** Of each App and name only the newest run, newest first. Names differ when any character does. */
export function latestRuns(runs: readonly CheckRunRow[]): CheckRunRow[] {
	const newest = new Map<string, CheckRunRow>();
	for (const run of [...runs].sort((a, b) => a.id - b.id))
		newest.set(`${run.app_id} ${run.name}`, run);
	return newestFirst([...newest.values()]);
}

/** Runs by the order they were made in, the last one first. */
export function newestFirst(runs: readonly CheckRunRow[]): CheckRunRow[] {
	return [...runs].sort((a, b) => b.id - a.id);
}
