import { actorOf, may, type Need, visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NO_ADMIN_RIGHTS,
	NOT_FOR_INTEGRATION,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { noCommit } from "./check-access.ts";
import { commitFields, readCommits } from "./commit-fields.ts";
import { git, linesOf } from "./git-process.ts";
import { forReaders } from "./guard.ts";
import { userById } from "./people.ts";
import { resolveCommit } from "./resolve-commit.ts";
import {
	latestStatuses,
	STATES,
	type State,
	type StatusRow,
	statusesAt,
	statusTable,
} from "./status-table.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

const REPO = "/repos/:owner/:repo";
const WRITE: Need = { role: "write", permission: "statuses", level: "write" };
const MOST_DESCRIPTION = 140;
/** GitHub takes this many statuses of one name on one commit. */
const MOST_OF_A_CONTEXT = 1000;
const MOST_BRANCHES = 10;

/** Commit statuses: the older word on a commit, which anybody with write may give in any name. */
export const statusRoutes = [
	route(`POST ${REPO}/statuses/:sha`, create),
	route(
		`GET ${REPO}/commits/:ref/status`,
		forReaders("statuses", showCombined),
	),
	route(`GET ${REPO}/commits/:ref/statuses`, forReaders("statuses", list)),
];

async function create(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const sender = actorOf(world.tables, call.caller);
	if (sender === undefined) return UNAUTHORIZED;
	if (!may(world.tables, call.caller, repo, WRITE))
		return call.caller?.kind === "installation"
			? NOT_FOR_INTEGRATION
			: NO_ADMIN_RIGHTS;
	const wrong = misfit(fields(call));
	if (wrong !== undefined) return invalidField("Status", wrong);
	const { sha = "" } = params;
	const isFull = /^[0-9a-f]{40}$/.test(sha);
	if (!isFull || (await resolveCommit(world, repo, sha)) !== sha)
		return noCommit(sha);
	const columns = columnsOf(fields(call));
	const earlier = statusesAt(world.db, repo.id, sha);
	const ofContext = earlier.filter((row) => row.context === columns.context);
	if (ofContext.length >= MOST_OF_A_CONTEXT)
		return refusal(
			422,
			"This SHA and context has reached the maximum number of statuses.",
		);
	const row = statusTable(world.db).insert({
		repo_id: repo.id,
		sha,
		...columns,
		creator_id: sender.id,
	});
	await announce(world, repo, { row, sender });
	return { status: 201, body: statusFields(row, repo, world) };
}

/** The name of a field that does not fit; undefined when all do. */
function misfit(body: Readonly<Record<string, unknown>>): string | undefined {
	const isText = (value: unknown) =>
		value === undefined || value === null || typeof value === "string";
	const { state, target_url, description, context } = body;
	if (!(STATES as readonly unknown[]).includes(state)) return "state";
	if (!isText(context)) return "context";
	if (!isText(description) || [...`${description}`].length > MOST_DESCRIPTION)
		return "description";
	const isAddress =
		isText(target_url) && /^(https?:\/\/\S+)?$/i.test(`${target_url ?? ""}`);
	return isAddress ? undefined : "target_url";
}

function columnsOf(
	body: Readonly<Record<string, unknown>>,
): Pick<StatusRow, "state" | "target_url" | "description" | "context"> {
	const text = (value: unknown) =>
		typeof value === "string" && value !== "" ? value : null;
	return {
		state: body.state as State,
		target_url: text(body.target_url),
		description: text(body.description),
		context: text(body.context) ?? "default",
	};
}

async function announce(
	world: World,
	repo: RepoRow,
	{ row, sender }: { row: StatusRow; sender: UserRow },
): Promise<void> {
	const commits = await readCommits(world, repo, [row.sha]);
	const { id, sha, state, description, target_url, context } = row;
	await announceLater(world, repo, {
		event: "status",
		sender,
		fields: {
			id,
			sha,
			name: repo.full_name,
			state,
			description,
			target_url,
			context,
			avatar_url: userById(world.tables, sender.id, world.url)?.avatar_url,
			commit: commits.map((commit) => commitFields(world, repo, commit))[0],
			branches: await branchesWith(world, repo, sha),
			created_at: row.created_at,
			updated_at: row.updated_at,
		},
	});
}

/** Some of the branches that hold a commit, with their heads. */
async function branchesWith(
	world: World,
	repo: RepoRow,
	sha: string,
): Promise<object[]> {
	const lines = linesOf(
		await git(world.mirror.directory(repo), [
			"for-each-ref",
			`--contains=${sha}`,
			`--count=${MOST_BRANCHES}`,
			"--format=%(objectname) %(refname:lstrip=2)",
			"refs/heads",
		]),
	);
	return lines.map((line) => {
		const [head = "", name = ""] = line.split(" ");
		const url = `${world.url}/repos/${repo.full_name}/commits/${head}`;
		return { name, commit: { sha: head, url }, protected: false };
	});
}

function statusFields(
	row: StatusRow,
	repo: RepoRow,
	{ tables, url }: Pick<World, "tables" | "url">,
): Record<string, unknown> {
	const creator = userById(tables, row.creator_id, url);
	return {
		url: `${url}/repos/${repo.full_name}/statuses/${row.sha}`,
		avatar_url: creator?.avatar_url ?? null,
		id: row.id,
		node_id: Buffer.from(`Status${row.id}`).toString("base64url"),
		state: row.state,
		description: row.description,
		target_url: row.target_url,
		context: row.context,
		created_at: row.created_at,
		updated_at: row.updated_at,
		creator,
	};
}

async function list(call: Call, params: Params, world: World): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const sha = await resolveCommit(world, repo, params.ref ?? "");
	if (sha === undefined) return noCommit(params.ref);
	const rows = statusesAt(world.db, repo.id, sha);
	const { items, headers } = paged(call, rows, world.url);
	return ok(
		items.map((row) => statusFields(row, repo, world)),
		headers,
	);
}

async function showCombined(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const sha = await resolveCommit(world, repo, params.ref ?? "");
	if (sha === undefined) return noCommit(params.ref);
	const rows = latestStatuses(world.db, repo.id, sha);
	const { items, headers } = paged(call, rows, world.url);
	const url = `${world.url}/repos/${repo.full_name}/commits/${sha}`;
	return ok(
		{
			state: combined(rows),
			statuses: items.map((row) => statusFields(row, repo, world)),
			sha,
			total_count: rows.length,
			repository: await readThrough(world, call, `/repos/${repo.full_name}`),
			commit_url: url,
			url: `${url}/status`,
		},
		headers,
	);
}

function combined(rows: readonly StatusRow[]): string {
	const has = (...states: State[]) =>
		rows.some((row) => states.includes(row.state));
	if (has("error", "failure")) return "failure";
	return rows.length === 0 || has("pending") ? "pending" : "success";
}
