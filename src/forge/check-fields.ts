import type { CheckRunRow, CheckSuiteRow } from "./check-tables.ts";
import { integration } from "./people.ts";
import type { PullRow, RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

type Seen = Pick<World, "tables" | "url">;

/** A check run as the REST API shows it. */
export function checkRunFields(
	run: CheckRunRow,
	repo: RepoRow,
	world: Seen,
): Record<string, unknown> {
	const api = `${world.url}/repos/${repo.full_name}/check-runs/${run.id}`;
	const page = `${world.url}/${repo.full_name}/runs/${run.id}`;
	return {
		id: run.id,
		head_sha: run.head_sha,
		node_id: Buffer.from(`CheckRun${run.id}`).toString("base64url"),
		external_id: run.external_id,
		url: api,
		html_url: page,
		details_url: run.details_url ?? page,
		status: run.status,
		conclusion: run.conclusion,
		started_at: run.started_at,
		completed_at: run.completed_at,
		output: {
			...run.output,
			annotations_count: run.annotations.length,
			annotations_url: `${api}/annotations`,
		},
		name: run.name,
		check_suite: { id: run.suite_id },
		app: appFields(run.app_id, world),
		pull_requests: pullsAt(run.head_sha, repo, world),
	};
}

/** A check suite inside a check run's event. */
export function checkSuiteFields(
	suite: CheckSuiteRow,
	repo: RepoRow,
	world: Seen,
): Record<string, unknown> {
	return {
		id: suite.id,
		node_id: Buffer.from(`CheckSuite${suite.id}`).toString("base64url"),
		head_branch: suite.head_branch,
		head_sha: suite.head_sha,
		status: suite.status,
		conclusion: suite.conclusion,
		url: `${world.url}/repos/${repo.full_name}/check-suites/${suite.id}`,
		before: suite.before,
		after: suite.head_sha,
		pull_requests: pullsAt(suite.head_sha, repo, world),
		app: appFields(suite.app_id, world),
		created_at: suite.created_at,
		updated_at: suite.updated_at,
	};
}

function appFields(
	appId: number,
	{ tables, url }: Seen,
): Record<string, unknown> | null {
	const app = tables.apps.findOneBy("app_id", appId);
	return app === undefined ? null : integration(tables, app, url);
}

/** The open pull requests whose head a commit is. */
function pullsAt(
	sha: string,
	repo: RepoRow,
	{ tables, url }: Seen,
): Record<string, unknown>[] {
	const ref = {
		id: repo.id,
		url: `${url}/repos/${repo.full_name}`,
		name: repo.name,
	};
	const isHere = (pull: PullRow) =>
		pull.state === "open" && pull.head_sha === sha;
	return tables.pullRequests
		.findBy("repo_id", repo.id)
		.filter(isHere)
		.map((pull) => ({
			url: `${ref.url}/pulls/${pull.number}`,
			id: pull.id,
			number: pull.number,
			head: { ref: pull.head_ref, sha: pull.head_sha, repo: ref },
			base: { ref: pull.base_ref, sha: pull.base_sha, repo: ref },
		}));
}
