import type { AppRow, OrgRow, Tables, UserRow } from "./tables.ts";

/** A user, bot or organization as GitHub shows it inside other objects. */
export function simpleUser(
	row: UserRow | OrgRow,
	url: string,
): Record<string, unknown> {
	const name = encodeURIComponent(row.login);
	const api = `${url}/users/${name}`;
	const isPerson = "type" in row;
	return {
		login: row.login,
		id: row.id,
		node_id: row.node_id,
		avatar_url: `${url}/avatars/u/${name}`,
		gravatar_id: "",
		url: api,
		html_url:
			isPerson && row.type === "Bot"
				? `${url}/apps/${row.login.replace("[bot]", "")}`
				: `${url}/${name}`,
		followers_url: `${api}/followers`,
		following_url: `${api}/following{/other_user}`,
		gists_url: `${api}/gists{/gist_id}`,
		starred_url: `${api}/starred{/owner}{/repo}`,
		subscriptions_url: `${api}/subscriptions`,
		organizations_url: `${api}/orgs`,
		repos_url: `${api}/repos`,
		events_url: `${api}/events{/privacy}`,
		received_events_url: `${api}/received_events`,
		type: isPerson ? row.type : "Organization",
		site_admin: isPerson && row.site_admin,
		user_view_type: "public",
	};
}

/** The user with this id as GitHub shows it; null when there is none. */
export function userById(
	tables: Tables,
	id: number | null,
	url: string,
): Record<string, unknown> | null {
	const row = id === null ? undefined : tables.users.get(id);
	return row === undefined ? null : simpleUser(row, url);
}

/** The App behind a bot's login, as `performed_via_github_app` shows it; null for people. */
export function appBehind(
	tables: Tables,
	login: string | undefined,
	url: string,
): Record<string, unknown> | null {
	if (login === undefined || !login.endsWith("[bot]")) return null;
	const app = tables.apps.findOneBy("slug", login.slice(0, -"[bot]".length));
	return app === undefined ? null : integration(tables, app, url);
}

/** An App as GitHub shows it. Its owner is the account it was first installed on. */
export function integration(
	tables: Tables,
	app: AppRow,
	url: string,
): Record<string, unknown> {
	const installations = tables.appInstallations.findBy("app_id", app.app_id);
	const first = installations[0];
	const account = first?.account_type === "User" ? tables.users : tables.orgs;
	const owner = first === undefined ? undefined : account.get(first.account_id);
	return {
		id: app.app_id,
		slug: app.slug,
		node_id: Buffer.from(`App${app.app_id}`).toString("base64url"),
		owner: owner === undefined ? null : simpleUser(owner, url),
		name: app.name,
		description: app.description,
		external_url: `${url}/apps/${app.slug}`,
		html_url: `${url}/apps/${app.slug}`,
		created_at: app.created_at,
		updated_at: app.updated_at,
		permissions: app.permissions,
		events: app.events,
		installations_count: installations.length,
	};
}
