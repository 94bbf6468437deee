import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** The organization that a payload carries when the repository belongs to one; nothing for a person's repository. */
export function organizationOf(
	{ tables, url }: Pick<World, "tables" | "url">,
	repo: RepoRow,
): { organization?: Record<string, unknown> } {
	if (repo.owner_type !== "Organization") return {};
	const row = tables.orgs.get(repo.owner_id);
	if (row === undefined) return {};
	const api = `${url}/orgs/${row.login}`;
	return {
		organization: {
			login: row.login,
			id: row.id,
			node_id: row.node_id,
			url: api,
			repos_url: `${api}/repos`,
			events_url: `${api}/events`,
			hooks_url: `${api}/hooks`,
			issues_url: `${api}/issues`,
			members_url: `${api}/members{/member}`,
			public_members_url: `${api}/public_members{/member}`,
			avatar_url: `${url}/avatars/u/${row.login}`,
			description: row.description,
		},
	};
}
