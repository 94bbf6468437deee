import { dependenciesOf } from "./dependency-table.ts";
import { childrenOf, parentOf } from "./sub-issue-table.ts";
import type { IssueRow } from "./tables.ts";
import type { World } from "./world.ts";

/** What an issue tells of its parent, its sub-issues and its dependencies. */
export function linkFields(
	world: Pick<World, "db" | "tables" | "url">,
	issueId: number,
): Record<string, unknown> {
	const children = childrenOf(world, issueId);
	const completed = children.length - countOpen(children);
	const blockers = dependenciesOf(world, issueId, "blocked_by");
	const blocked = dependenciesOf(world, issueId, "blocking");
	return {
		parent_issue_url: addressOf(world, parentOf(world, issueId)),
		sub_issues_summary: {
			total: children.length,
			completed,
			percent_completed:
				children.length === 0
					? 0
					: Math.floor((100 * completed) / children.length),
		},
		issue_dependencies_summary: {
			blocked_by: countOpen(blockers),
			blocking: countOpen(blocked),
			total_blocked_by: blockers.length,
			total_blocking: blocked.length,
		},
	};
}

function countOpen(issues: readonly IssueRow[]): number {
	return issues.filter(({ state }) => state === "open").length;
}

function addressOf(
	{ tables, url }: Pick<World, "tables" | "url">,
	issue: IssueRow | undefined,
): string | null {
	const repo = tables.repos.get(issue?.repo_id ?? 0);
	return issue === undefined || repo === undefined
		? null
		: `${url}/repos/${repo.full_name}/issues/${issue.number}`;
}
