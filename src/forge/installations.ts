import { covers } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	refusal,
	route,
} from "./call.ts";
import { type Caller, installationRow, SUSPENDED } from "./callers.ts";
import { integration, simpleUser, userById } from "./people.ts";
import type { InstallationRow, RepoRow, Tables } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

/** Apps and where they are installed. The emulator leaves much out, and answers some with the installation of any App. */
export const installationRoutes = [
	route("GET /app", app),
	route("GET /app/installations", installations),
	route("GET /app/installations/:installation_id", byId),
	route("POST /app/installations/:installation_id/access_tokens", mintToken),
	route("GET /installation/repositories", repositories),
	route("GET /repos/:owner/:repo/installation", ofRepository),
	route("GET /orgs/:account/installation", ofAccount),
	route("GET /users/:account/installation", ofAccount),
];

const NO_JWT = refusal(401, "A JSON web token could not be decoded");

function app(
	call: Call,
	_params: Params,
	{ tables, url, identities }: World,
): Answer {
	if (call.caller?.kind !== "app") return NO_JWT;
	const row = tables.apps.findOneBy("slug", call.caller.slug);
	if (row === undefined) return NOT_FOUND;
	return ok({
		...integration(tables, row, url),
		client_id: identities.apps[row.slug]?.clientId,
	});
}

function installations(call: Call, _params: Params, world: World): Answer {
	if (call.caller?.kind !== "app") return NO_JWT;
	const rows = world.tables.appInstallations.findBy(
		"app_id",
		call.caller.appId,
	);
	const { items, headers } = paged(call, rows, world.url);
	return ok(
		items.map((row) => installationFields(row, world)),
		headers,
	);
}

function byId(call: Call, params: Params, world: World): Answer {
	return one(
		call,
		world,
		(row) => row.installation_id === Number(params.installation_id),
	);
}

function ofRepository(
	call: Call,
	{ owner, repo }: Params,
	world: World,
): Answer {
	const row = world.tables.repos.findOneBy("full_name", `${owner}/${repo}`);
	return one(call, world, (installation) => {
		if (
			installation.account_id !== row?.owner_id ||
			installation.account_type !== row.owner_type
		)
			return false;
		return (
			installation.repository_selection === "all" ||
			installation.repository_ids.includes(row.id)
		);
	});
}

function ofAccount(call: Call, { account }: Params, world: World): Answer {
	return one(
		call,
		world,
		(installation) => installation.account_login === account,
	);
}

function one(
	call: Call,
	world: World,
	isMeant: (row: InstallationRow) => boolean,
): Answer {
	const { caller } = call;
	if (caller?.kind !== "app") return NO_JWT;
	const found = world.tables.appInstallations
		.findBy("app_id", caller.appId)
		.find(isMeant);
	return found === undefined ? NOT_FOUND : ok(installationFields(found, world));
}

/** The emulator mints the token and names the repositories it is limited to; here they are shown in full. */
async function mintToken(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const { tables } = world;
	const installation = installationRow(tables, Number(params.installation_id));
	if (installation?.suspended_at) return refusal(403, SUSPENDED.message);
	const answer = await world.emulate(call);
	if (answer.status !== 201) return answer;
	const minted = answer.body as {
		token: string;
		repositories?: { full_name: string }[];
	};
	if (minted.repositories === undefined) return answer;
	const identified = world.callers.identify(`Bearer ${minted.token}`);
	const caller = identified.ok ? identified.caller : undefined;
	const names = minted.repositories.map((repo) => repo.full_name);
	return {
		...answer,
		body: { ...minted, repositories: await shown(world, caller, names) },
	};
}

async function repositories(
	call: Call,
	_params: Params,
	world: World,
): Promise<Answer> {
	const { caller } = call;
	if (caller?.kind !== "installation")
		return refusal(
			403,
			"You must authenticate with an installation access token",
		);
	const visible = world.tables.repos
		.all()
		.filter((repo) => covers(caller.grant, repo));
	const { items, headers } = paged(call, visible, world.url);
	const repositories = await shown(
		world,
		caller,
		items.map((repo) => repo.full_name),
	);
	return ok(
		{
			total_count: visible.length,
			repository_selection: caller.grant.repositorySelection,
			repositories,
		},
		headers,
	);
}

function shown(
	world: World,
	caller: Caller | undefined,
	fullNames: readonly string[],
): Promise<unknown[]> {
	return Promise.all(
		fullNames.map((name) => readThrough(world, { caller }, `/repos/${name}`)),
	);
}

/** The repositories that an installation reaches. */
export function reachedRepos(
	tables: Tables,
	{ account_id, account_type, ...row }: InstallationRow,
): RepoRow[] {
	return tables.repos.all().filter((repo) => {
		const isOwner =
			repo.owner_id === account_id && repo.owner_type === account_type;
		const isMeant =
			row.repository_selection === "all" ||
			row.repository_ids.includes(repo.id);
		return isOwner && isMeant;
	});
}

/** A repository as events about installations name it. */
export function shortRepo(repo: RepoRow): Record<string, unknown> {
	const { id, node_id, name, full_name } = repo;
	return { id, node_id, name, full_name, private: repo.private };
}

/** An installation as GitHub shows it. */
export function installationFields(
	row: InstallationRow,
	{ tables, url }: World,
): Record<string, unknown> {
	const account =
		row.account_type === "User"
			? tables.users.get(row.account_id)
			: tables.orgs.get(row.account_id);
	return {
		id: row.installation_id,
		account: account === undefined ? null : simpleUser(account, url),
		repository_selection: row.repository_selection,
		access_tokens_url: `${url}/app/installations/${row.installation_id}/access_tokens`,
		repositories_url: `${url}/installation/repositories`,
		html_url: `${url}/settings/installations/${row.installation_id}`,
		app_id: row.app_id,
		app_slug: tables.apps.findOneBy("app_id", row.app_id)?.slug,
		target_id: row.account_id,
		target_type: row.account_type,
		permissions: row.permissions,
		events: row.events,
		created_at: row.created_at,
		updated_at: row.updated_at,
		single_file_name: null,
		has_multiple_single_files: false,
		single_file_paths: [],
		suspended_by: userById(tables, row.suspended_by_id ?? null, url),
		suspended_at: row.suspended_at,
	};
}
