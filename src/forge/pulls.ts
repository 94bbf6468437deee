import { visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	pageOf,
	route,
} from "./call.ts";
import { commitFields, readCommits } from "./commit-fields.ts";
import { fileFields } from "./file-fields.ts";
import { diffFiles, listCommits, mergeBase } from "./git-diff.ts";
import { forReaders, guarded } from "./guard.ts";
import { changePull } from "./pull-change.ts";
import { createPull } from "./pull-create.ts";
import { mergePull, updateBranch } from "./pull-merge.ts";
import { measurePull, pullNumbered } from "./pull-view.ts";
import type { PullRow, RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const PULLS = "/repos/:owner/:repo/pulls";
const PULL = `${PULLS}/:number`;
const PERMISSION = "pull_requests";
const CONTENTS = {
	role: "write",
	permission: "contents",
	level: "write",
} as const;

/**
 * Pull requests. The emulator keeps and shows them; what they change, whether they can be merged, the merge itself and who may
 * do what comes from here, for there it is made up or left out.
 */
export const pullRoutes = [
	route(`GET ${PULLS}`, list),
	route(`POST ${PULLS}`, createPull),
	route(`GET ${PULL}`, show),
	route(`PATCH ${PULL}`, changePull),
	route(`GET ${PULL}/files`, forReaders(PERMISSION, listFiles)),
	route(`GET ${PULL}/commits`, forReaders(PERMISSION, listCommitsOf)),
	route(`GET ${PULL}/merge`, forReaders(PERMISSION, showMerged)),
	route(`PUT ${PULL}/merge`, guarded(CONTENTS, mergePull)),
	route(`PUT ${PULL}/update-branch`, guarded(CONTENTS, updateBranch)),
];

/** GitHub lists at most this many commits of a pull request, and this many files. */
const MOST_COMMITS = 250;
const MOST_FILES = 3000;

async function pullOf(
	call: Call,
	params: Params,
	world: World,
): Promise<{ repo: RepoRow; pull: PullRow } | undefined> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return undefined;
	await world.mirror.taken(repo);
	const pull = pullNumbered(world, repo, params.number);
	return pull === undefined ? undefined : { repo, pull };
}

async function list(call: Call, params: Params, world: World): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	await world.mirror.taken(repo);
	return world.emulate(call);
}

async function show(call: Call, params: Params, world: World): Promise<Answer> {
	const found = await pullOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	await measurePull(world, found.repo, found.pull);
	return world.emulate(call);
}

async function listFiles(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = await pullOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, pull } = found;
	const dir = world.mirror.directory(repo);
	const from = await mergeBase(dir, pull.base_sha, pull.head_sha);
	if (from === undefined) return ok([]);
	const to = pull.head_sha;
	const files = (await diffFiles(dir, from, to)).slice(0, MOST_FILES);
	const { items, headers } = paged(call, files, world.url);
	const { url } = world;
	return ok(
		items.map((file) => fileFields(file, repo, { from, to, url })),
		headers,
	);
}

async function listCommitsOf(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = await pullOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, pull } = found;
	const { commits } = await measurePull(world, repo, pull);
	const total = Math.min(commits, MOST_COMMITS);
	const { start, size, headers } = pageOf(call, total, world.url);
	const shas = await listCommits(world.mirror.directory(repo), {
		base: pull.base_sha,
		head: pull.head_sha,
		skip: start,
		most: Math.max(0, Math.min(size, total - start)),
	});
	const shown = (await readCommits(world, repo, shas)).map((commit) =>
		commitFields(world, repo, commit),
	);
	return ok(shown, headers);
}

async function showMerged(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = await pullOf(call, params, world);
	return found?.pull.merged === true ? { status: 204 } : NOT_FOUND;
}
