import { actorOf, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	refusal,
	route,
} from "./call.ts";
import {
	type AppCaller,
	forApps,
	forChecks,
	noCommit,
	selectRuns,
} from "./check-access.ts";
import { announceRun } from "./check-events.ts";
import { checkRunFields } from "./check-fields.ts";
import { columnsOf, misfits } from "./check-input.ts";
import { settleSuite, suiteAt } from "./check-suites.ts";
import { type CheckRunRow, checkRunTable } from "./check-tables.ts";
import { resolveCommit } from "./resolve-commit.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const RUNS = "/repos/:owner/:repo/check-runs";
const RUN = `${RUNS}/:run_id`;

/** Check runs: made and changed by Apps alone, each by its own. */
export const checkRunRoutes = [
	route(`POST ${RUNS}`, forApps(create)),
	route(`PATCH ${RUN}`, forApps(update)),
	route(`GET ${RUN}`, forChecks(show)),
	route(`GET ${RUN}/annotations`, forChecks(listAnnotations)),
	route("GET /repos/:owner/:repo/commits/:ref/check-runs", forChecks(list)),
];

/** The run a path names, in its repository; undefined where there is none or this caller may not know. */
export function runOf(
	call: Call,
	params: Params,
	{ db, tables }: Pick<World, "db" | "tables">,
): { repo: RepoRow; run: CheckRunRow } | undefined {
	const repo = visibleRepo(tables, call.caller, params);
	const run = checkRunTable(db).get(Number(params.run_id));
	if (repo === undefined || run?.repo_id !== repo.id) return undefined;
	return { repo, run };
}

function refuseMisfits(names: readonly string[]): Answer {
	const errors = names.map((field) => ({
		resource: "CheckRun",
		field,
		code: "invalid",
	}));
	return refusal(422, `Invalid request: ${names.join(", ")}`, errors);
}

async function create(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const sender = actorOf(world.tables, call.caller);
	if (repo === undefined || sender === undefined) return NOT_FOUND;
	const body = fields(call);
	const wrong = misfits(body, undefined);
	if (wrong.length > 0) return refuseMisfits(wrong);
	const head_sha = String(body.head_sha);
	const isFull = /^[0-9a-f]{40}$/.test(head_sha);
	if (!isFull || (await resolveCommit(world, repo, head_sha)) !== head_sha)
		return noCommit(head_sha);
	await world.mirror.taken(repo);
	const appId = (call.caller as AppCaller).grant.appId;
	const { suite } = suiteAt(world, repo, { appId, sha: head_sha });
	const run = checkRunTable(world.db).insert({
		repo_id: repo.id,
		suite_id: suite.id,
		app_id: appId,
		head_sha,
		...columnsOf(body, undefined, world.now()),
	});
	await announceRun(world, repo, { run, action: "created", sender });
	if (run.conclusion !== null)
		await announceRun(world, repo, { run, action: "completed", sender });
	await settleSuite(world, repo, { suiteId: suite.id, sender });
	return { status: 201, body: checkRunFields(run, repo, world) };
}

async function update(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = runOf(call, params, world);
	const sender = actorOf(world.tables, call.caller);
	if (found === undefined || sender === undefined) return NOT_FOUND;
	const { repo, run: before } = found;
	if (before.app_id !== (call.caller as AppCaller).grant.appId)
		return refusal(
			403,
			`Invalid app_id \`${before.app_id}\` - check run can only be modified by the GitHub App that created it.`,
		);
	const { head_sha: _, ...body } = fields(call);
	const wrong = misfits(body, before);
	if (wrong.length > 0) return refuseMisfits(wrong);
	const run =
		checkRunTable(world.db).update(
			before.id,
			columnsOf(body, before, world.now()),
		) ?? before;
	if (run.conclusion !== null && run.conclusion !== before.conclusion)
		await announceRun(world, repo, { run, action: "completed", sender });
	await settleSuite(world, repo, { suiteId: run.suite_id, sender });
	return ok(checkRunFields(run, repo, world));
}

function show(call: Call, params: Params, world: World): Answer {
	const found = runOf(call, params, world);
	return found === undefined
		? NOT_FOUND
		: ok(checkRunFields(found.run, found.repo, world));
}

function listAnnotations(call: Call, params: Params, world: World): Answer {
	const found = runOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, run } = found;
	const { items, headers } = paged(call, run.annotations, world.url);
	const shown = items.map((annotation) => ({
		title: null,
		raw_details: null,
		start_column: null,
		end_column: null,
		...annotation,
		blob_href: `${world.url}/${repo.full_name}/blob/${run.head_sha}/${annotation.path}`,
	}));
	return ok(shown, headers);
}

async function list(call: Call, params: Params, world: World): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const sha = await resolveCommit(world, repo, params.ref ?? "");
	if (sha === undefined) return noCommit(params.ref);
	const here = checkRunTable(world.db)
		.findBy("head_sha", sha)
		.filter((run) => run.repo_id === repo.id);
	const runs = selectRuns(call, here);
	const { items, headers } = paged(call, runs, world.url);
	const check_runs = items.map((run) => checkRunFields(run, repo, world));
	return ok({ total_count: runs.length, check_runs }, headers);
}
