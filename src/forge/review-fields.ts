import { association } from "./comments.ts";
import { userById } from "./people.ts";
import type { RepoRow, ReviewRow } from "./tables.ts";
import type { World } from "./world.ts";

/** A review as the API shows it; one that is not submitted yet has no time of that. */
export function reviewFields(
	{ tables, url }: Pick<World, "tables" | "url">,
	repo: RepoRow,
	row: ReviewRow,
): Record<string, unknown> {
	const html_url = `${url}/${repo.full_name}/pull/${row.pull_number}#pullrequestreview-${row.id}`;
	const pull_request_url = `${url}/repos/${repo.full_name}/pulls/${row.pull_number}`;
	return {
		id: row.id,
		node_id: row.node_id,
		user: userById(tables, row.user_id, url),
		body: row.body ?? "",
		state: row.state,
		html_url,
		pull_request_url,
		author_association: association(tables, repo, row.user_id),
		_links: {
			html: { href: html_url },
			pull_request: { href: pull_request_url },
		},
		...(row.submitted_at === null
			? {}
			: { submitted_at: row.submitted_at, updated_at: row.updated_at }),
		commit_id: row.commit_id,
	};
}

/** The same as a webhook and the timeline tell it: the state in small letters, no text as null. */
export function reviewInEvent(
	world: Pick<World, "tables" | "url">,
	repo: RepoRow,
	row: ReviewRow,
): Record<string, unknown> {
	return {
		...reviewFields(world, repo, row),
		state: row.state.toLowerCase(),
		body: row.body,
	};
}
