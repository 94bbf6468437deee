import { visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
} from "./call.ts";
import { forChecks, noCommit, selectRuns } from "./check-access.ts";
import { checkRunFields, checkSuiteFields } from "./check-fields.ts";
import {
	type CheckRunRow,
	type CheckSuiteRow,
	type Conclusion,
	checkRunTable,
	checkSuiteTable,
	latestRuns,
} from "./check-tables.ts";
import { readCommits, simpleCommit } from "./commit-fields.ts";
import { resolveCommit } from "./resolve-commit.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

/** Reading check suites; they come into being with a push or with their first check run. */
export const checkSuiteRoutes = [
	route("GET /repos/:owner/:repo/check-suites/:suite_id", forChecks(show)),
	route(
		"GET /repos/:owner/:repo/check-suites/:suite_id/check-runs",
		forChecks(listRuns),
	),
	route(
		"GET /repos/:owner/:repo/commits/:ref/check-suites",
		forChecks(listSuites),
	),
];

/** The suite of an App at a commit, made when there is none. */
export function suiteAt(
	{ db, tables }: Pick<World, "db" | "tables">,
	repo: RepoRow,
	wanted: {
		appId: number;
		sha: string;
		branch?: string;
		before?: string | null;
	},
): { suite: CheckSuiteRow; isNew: boolean } {
	const suites = checkSuiteTable(db);
	const known = suites
		.findBy("head_sha", wanted.sha)
		.find((row) => row.repo_id === repo.id && row.app_id === wanted.appId);
	if (known !== undefined) return { suite: known, isNew: false };
	const head_branch =
		wanted.branch ??
		tables.branches
			.findBy("repo_id", repo.id)
			.find(({ sha }) => sha === wanted.sha)?.name ??
		null;
	const suite = suites.insert({
		repo_id: repo.id,
		app_id: wanted.appId,
		head_sha: wanted.sha,
		head_branch,
		before: wanted.before ?? null,
		status: "queued",
		conclusion: null,
	});
	return { suite, isNew: true };
}

/** The worst first: a suite is what its worst run is. */
const WEIGHT: readonly Conclusion[] = [
	"failure",
	"timed_out",
	"cancelled",
	"action_required",
	"stale",
	"success",
	"neutral",
	"skipped",
];

/** Brings a suite in line with its newest runs and, when that completed it, announces it. */
export async function settleSuite(
	world: World,
	repo: RepoRow,
	{ suiteId, sender }: { suiteId: number; sender: UserRow },
): Promise<void> {
	const suites = checkSuiteTable(world.db);
	const before = suites.get(suiteId);
	const runs = latestRuns(checkRunTable(world.db).findBy("suite_id", suiteId));
	const after = suites.update(suiteId, summaryOf(runs));
	const isCompleted =
		after?.status === "completed" &&
		(before?.status !== "completed" || before.conclusion !== after.conclusion);
	if (after === undefined || !isCompleted) return;
	await announceLater(world, repo, {
		event: "check_suite",
		action: "completed",
		sender,
		fields: { check_suite: await fullFields(after, repo, world) },
	});
}

function summaryOf(
	runs: readonly CheckRunRow[],
): Pick<CheckSuiteRow, "status" | "conclusion"> {
	if (runs.some((run) => run.conclusion === null)) {
		const isQueued = runs.every((run) => run.status === "queued");
		return { status: isQueued ? "queued" : "in_progress", conclusion: null };
	}
	const conclusion =
		WEIGHT.find((worst) => runs.some((run) => run.conclusion === worst)) ??
		null;
	return { status: runs.length === 0 ? "queued" : "completed", conclusion };
}

/** A suite with its commit and the number of its runs, as its own events and addresses show it. */
export async function fullFields(
	suite: CheckSuiteRow,
	repo: RepoRow,
	world: World,
): Promise<Record<string, unknown>> {
	const [commit] = await readCommits(world, repo, [suite.head_sha]);
	const runs = checkRunTable(world.db).findBy("suite_id", suite.id);
	const shown = checkSuiteFields(suite, repo, world);
	return {
		...shown,
		latest_check_runs_count: latestRuns(runs).length,
		check_runs_url: `${shown.url}/check-runs`,
		rerequestable: true,
		runs_rerequestable: true,
		head_commit: commit === undefined ? null : simpleCommit(commit),
	};
}

async function show(call: Call, params: Params, world: World): Promise<Answer> {
	const found = suiteOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, suite } = found;
	const repository = await readThrough(world, call, `/repos/${repo.full_name}`);
	return ok({ ...(await fullFields(suite, repo, world)), repository });
}

function listRuns(call: Call, params: Params, world: World): Answer {
	const found = suiteOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, suite } = found;
	const runs = checkRunTable(world.db).findBy("suite_id", suite.id);
	const { items, headers } = paged(call, selectRuns(call, runs), world.url);
	const check_runs = items.map((run) => checkRunFields(run, repo, world));
	const total_count = selectRuns(call, runs).length;
	return ok({ total_count, check_runs }, headers);
}

async function listSuites(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const sha = await resolveCommit(world, repo, params.ref ?? "");
	if (sha === undefined) return noCommit(params.ref);
	const [appId, name] = [
		call.query.get("app_id"),
		call.query.get("check_name"),
	];
	const runs = checkRunTable(world.db);
	const suites = checkSuiteTable(world.db)
		.findBy("head_sha", sha)
		.filter((row) => {
			const hasName = () =>
				runs.findBy("suite_id", row.id).some((run) => run.name === name);
			return (
				row.repo_id === repo.id &&
				(appId === null || `${row.app_id}` === appId) &&
				(name === null || hasName())
			);
		});
	const { items, headers } = paged(call, suites, world.url);
	const repository = await readThrough(world, call, `/repos/${repo.full_name}`);
	const check_suites = await Promise.all(
		items.map(async (suite) => ({
			...(await fullFields(suite, repo, world)),
			repository,
		})),
	);
	return ok({ total_count: suites.length, check_suites }, headers);
}

function suiteOf(
	call: Call,
	params: Params,
	{ db, tables }: World,
): { repo: RepoRow; suite: CheckSuiteRow } | undefined {
	const repo = visibleRepo(tables, call.caller, params);
	const suite = checkSuiteTable(db).get(Number(params.suite_id));
	if (repo === undefined || suite?.repo_id !== repo.id) return undefined;
	return { repo, suite };
}
