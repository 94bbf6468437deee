import { checkRunTable, latestRuns } from "./check-tables.ts";
import { opinionsOn } from "./review-opinions.ts";
import { latestStatuses } from "./status-table.ts";
import type { PullRow, RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const PASSED: readonly (string | null)[] = ["success", "neutral", "skipped"];

/** Why the protection of its base branch keeps a pull request from being merged; undefined when nothing does. */
export function mergeObstacle(
	{ db, tables }: Pick<World, "db" | "tables">,
	repo: RepoRow,
	pull: PullRow,
): string | undefined {
	const rule = tables.branchProtections
		.findBy("repo_id", repo.id)
		.find((row) => row.branch_name === pull.base_ref);
	const passed = new Set([
		...latestRuns(checkRunTable(db).findBy("head_sha", pull.head_sha))
			.filter((run) => run.repo_id === repo.id)
			.filter((run) => PASSED.includes(run.conclusion))
			.map((run) => run.name),
		...latestStatuses(db, repo.id, pull.head_sha)
			.filter((status) => status.state === "success")
			.map((status) => status.context),
	]);
	const missing = (rule?.required_status_checks?.contexts ?? []).find(
		(context) => !passed.has(context),
	);
	if (missing !== undefined)
		return `Required status check "${missing}" is expected.`;
	const wanted =
		rule?.required_pull_request_reviews?.required_approving_review_count ?? 0;
	if (wanted === 0) return undefined;
	const opinions = opinionsOn(tables, repo, pull);
	if (opinions.some(({ state }) => state === "CHANGES_REQUESTED"))
		return "Changes must be made before this pull request can be merged.";
	return opinions.length < wanted
		? `At least ${wanted} approving review is required by reviewers with write access.`
		: undefined;
}
