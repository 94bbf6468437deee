import { repositoryFields } from "./repository-fields.ts";
import type { World } from "./world.ts";

/** How an event refers to the other issue of a link; null when that is gone. */
export function issueReference(
	world: Pick<World, "tables" | "url">,
	issueId: number | undefined,
): Record<string, unknown> | null {
	const issue = world.tables.issues.get(issueId ?? 0);
	const repo = world.tables.repos.get(issue?.repo_id ?? 0);
	if (issue === undefined || repo === undefined) return null;
	const { number, title, state, state_reason } = issue;
	return {
		number,
		title,
		state,
		state_reason,
		repository: repositoryFields(world, repo),
		issue_type: null,
	};
}
