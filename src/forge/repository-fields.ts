import { simpleUser } from "./people.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** What stands behind a repository's own address in the addresses that it tells. */
const ADDRESSES: Readonly<Record<string, string>> = {
	url: "",
	archive_url: "/{archive_format}{/ref}",
	assignees_url: "/assignees{/user}",
	blobs_url: "/git/blobs{/sha}",
	branches_url: "/branches{/branch}",
	collaborators_url: "/collaborators{/collaborator}",
	comments_url: "/comments{/number}",
	commits_url: "/commits{/sha}",
	compare_url: "/compare/{base}...{head}",
	contents_url: "/contents/{+path}",
	contributors_url: "/contributors",
	deployments_url: "/deployments",
	downloads_url: "/downloads",
	events_url: "/events",
	forks_url: "/forks",
	git_commits_url: "/git/commits{/sha}",
	git_refs_url: "/git/refs{/sha}",
	git_tags_url: "/git/tags{/sha}",
	hooks_url: "/hooks",
	issue_comment_url: "/issues/comments{/number}",
	issue_events_url: "/issues/events{/number}",
	issues_url: "/issues{/number}",
	keys_url: "/keys{/key_id}",
	labels_url: "/labels{/name}",
	languages_url: "/languages",
	merges_url: "/merges",
	milestones_url: "/milestones{/number}",
	notifications_url: "/notifications{?since,all,participating}",
	pulls_url: "/pulls{/number}",
	releases_url: "/releases{/id}",
	stargazers_url: "/stargazers",
	statuses_url: "/statuses/{sha}",
	subscribers_url: "/subscribers",
	subscription_url: "/subscription",
	tags_url: "/tags",
	teams_url: "/teams",
	trees_url: "/git/trees{/sha}",
};

/** A repository in the short form that GitHub shows inside other objects. */
export function repositoryFields(
	{ tables, url }: Pick<World, "tables" | "url">,
	repo: RepoRow,
): Record<string, unknown> {
	const owners = repo.owner_type === "User" ? tables.users : tables.orgs;
	const owner = owners.get(repo.owner_id);
	const api = `${url}/repos/${repo.full_name}`;
	return {
		id: repo.id,
		node_id: repo.node_id,
		name: repo.name,
		full_name: repo.full_name,
		owner: owner === undefined ? null : simpleUser(owner, url),
		private: repo.private,
		html_url: `${url}/${repo.full_name}`,
		description: repo.description,
		fork: repo.fork,
		...Object.fromEntries(
			Object.entries(ADDRESSES).map(([name, rest]) => [name, `${api}${rest}`]),
		),
	};
}
