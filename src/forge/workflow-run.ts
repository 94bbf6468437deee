import { announceNow, insider, makeAnnouncement } from "./announce.ts";
import { checkSuiteTable } from "./check-tables.ts";
import { readCommits, simpleCommit } from "./commit-fields.ts";
import { organizationOf } from "./organization-fields.ts";
import { userById } from "./people.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import { type RunRow, workflowRunAt } from "./workflow-run-table.ts";
import { readThrough, type World } from "./world.ts";

/** What a run of a workflow came to, for a GitHub that runs none. */
export interface RunResult {
	/** `acme/demo` */
	readonly repository: string;
	/** Full name of the commit it ran at. */
	readonly sha: string;
	/** Login of the person behind it. */
	readonly sender: string;
	/** `success`, `failure`, … as check runs have them, and `startup_failure`. */
	readonly conclusion: string;
	/** `CI` when it is not said. */
	readonly name?: string;
	/** `.github/workflows/ci.yml` when it is not said. */
	readonly path?: string;
	/** The default branch when it is not said. */
	readonly branch?: string;
	/** 2 and more for a repetition, which keeps the id of its run. */
	readonly attempt?: number;
}

/** Sends `workflow_run.completed` to the Apps that hear of it. Throws for a repository, person or commit that is not there. */
export async function tellOfRun(
	world: World,
	result: RunResult,
): Promise<void> {
	const { tables } = world;
	const repo = tables.repos.findOneBy("full_name", result.repository);
	const sender = tables.users.findOneBy("login", result.sender);
	if (repo === undefined) throw new Error(`no repository ${result.repository}`);
	if (sender === undefined)
		throw new Error(`nobody is called ${result.sender}`);
	const [commit] = await readCommits(world, repo, [result.sha]);
	if (commit === undefined) throw new Error(`no commit ${result.sha}`);
	const { name = "CI", path = ".github/workflows/ci.yml" } = result;
	const run = workflowRunAt(world.db, repo, { sha: result.sha, name, path });
	const repository = await readThrough(
		world,
		{ caller: insider(repo) },
		`/repos/${repo.full_name}`,
	);
	const workflow_run = {
		...runFields(world, repo, { run, result, sender }),
		head_commit: simpleCommit(commit),
		repository,
		head_repository: repository,
	};
	const fields = {
		workflow: workflowFields(world, repo, run),
		workflow_run,
		...organizationOf(world, repo),
	};
	const action = "completed";
	const parts = { event: "workflow_run", action, sender, fields };
	announceNow(world, [await makeAnnouncement(world, repo, parts)]);
}

function workflowFields(
	{ url }: Pick<World, "url">,
	repo: RepoRow,
	run: RunRow,
): Record<string, unknown> {
	const page = `${url}/${repo.full_name}`;
	return {
		id: run.workflow_id,
		node_id: Buffer.from(`Workflow${run.workflow_id}`).toString("base64url"),
		name: run.name,
		path: run.path,
		state: "active",
		created_at: repo.created_at,
		updated_at: repo.updated_at,
		url: `${url}/repos/${repo.full_name}/actions/workflows/${run.workflow_id}`,
		html_url: `${page}/blob/${repo.default_branch}/${run.path}`,
		badge_url: `${page}/workflows/${encodeURIComponent(run.name)}/badge.svg`,
	};
}

function runFields(
	world: World,
	repo: RepoRow,
	{ run, result, sender }: { run: RunRow; result: RunResult; sender: UserRow },
): Record<string, unknown> {
	const actor = userById(world.tables, sender.id, world.url);
	const suites = checkSuiteTable(world.db).findBy("head_sha", run.sha);
	const suite = suites.find((row) => row.repo_id === repo.id)?.id ?? run.id;
	const attempt = result.attempt ?? 1;
	const url = `${world.url}/repos/${repo.full_name}/actions/runs/${run.id}`;
	return {
		id: run.id,
		node_id: Buffer.from(`WorkflowRun${run.id}`).toString("base64url"),
		name: run.name,
		path: run.path,
		display_title: run.name,
		event: "push",
		status: "completed",
		conclusion: result.conclusion,
		head_branch: result.branch ?? repo.default_branch,
		head_sha: run.sha,
		run_number: run.id,
		run_attempt: attempt,
		run_started_at: run.created_at,
		created_at: run.created_at,
		updated_at: world.now(),
		check_suite_id: suite,
		check_suite_node_id: Buffer.from(`CheckSuite${suite}`).toString(
			"base64url",
		),
		check_suite_url: `${world.url}/repos/${repo.full_name}/check-suites/${suite}`,
		workflow_id: run.workflow_id,
		workflow_url: `${world.url}/repos/${repo.full_name}/actions/workflows/${run.workflow_id}`,
		pull_requests: [],
		actor,
		triggering_actor: actor,
		previous_attempt_url: attempt > 1 ? `${url}/attempts/${attempt - 1}` : null,
		url,
		html_url: `${world.url}/${repo.full_name}/actions/runs/${run.id}`,
		...Object.fromEntries(
			["artifacts", "cancel", "jobs", "logs", "rerun"].map((part) => [
				`${part}_url`,
				`${url}/${part}`,
			]),
		),
	};
}
