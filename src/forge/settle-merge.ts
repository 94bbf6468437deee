import { insider, makeAnnouncement } from "./announce.ts";
import { closedIssues } from "./closing-words.ts";
import type { Announcement } from "./emulator.ts";
import { recordEvent } from "./events.ts";
import { measurePull, pullEvent } from "./pull-view.ts";
import type { IssueRow, PullRow, RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

/**
 * Marks a pull request as merged and closes the issues that its text says it closes, where its base is the default branch.
 * `base` is where the base branch was before, `sha` the commit it was brought to. Answers the events of all that; none
 * when the pull request has been marked already.
 */
export async function settleMerge(
	world: World,
	repo: RepoRow,
	{
		pullId,
		base,
		sha,
		actor,
	}: { pullId: number; base: string; sha: string; actor: UserRow },
): Promise<Announcement[]> {
	const { tables } = world;
	const open = tables.pullRequests.get(pullId);
	if (open === undefined || open.merged) return [];
	const now = world.now();
	await measurePull(world, repo, { ...open, base_sha: base });
	const pull = tables.pullRequests.update(pullId, {
		state: "closed",
		base_sha: base,
		merged: true,
		merged_at: now,
		closed_at: now,
		merged_by_id: actor.id,
		merge_commit_sha: sha,
		mergeable: null,
		mergeable_state: "unknown",
	});
	if (pull === undefined) return [];
	closeRow(world, repo, { number: pull.number, actor });
	const sender = actor;
	const parts = await pullEvent(world, repo, {
		pull,
		action: "closed",
		sender,
	});
	const announcements = [await makeAnnouncement(world, repo, parts)];
	for (const issue of linkedIssues(world, repo, pull))
		announcements.push(await closeIssue(world, repo, { issue, actor }));
	return announcements;
}

/** Closes a pull request that is not merged, because its head branch is gone. */
export async function closePull(
	world: World,
	repo: RepoRow,
	{ pull, actor }: { pull: PullRow; actor: UserRow },
): Promise<Announcement> {
	const closed = world.tables.pullRequests.update(pull.id, {
		state: "closed",
		closed_at: world.now(),
	});
	closeRow(world, repo, { number: pull.number, actor });
	const parts = await pullEvent(world, repo, {
		pull: closed ?? pull,
		action: "closed",
		sender: actor,
	});
	return makeAnnouncement(world, repo, parts);
}

function linkedIssues(
	{ tables, url }: World,
	repo: RepoRow,
	pull: PullRow,
): IssueRow[] {
	if (pull.base_ref !== repo.default_branch) return [];
	const page = `${url}/${repo.full_name}`;
	const numbers = closedIssues(pull.body, { fullName: repo.full_name, page });
	return tables.issues
		.findBy("repo_id", repo.id)
		.filter((issue) => numbers.includes(issue.number))
		.filter((issue) => !issue.is_pull_request && issue.state === "open");
}

async function closeIssue(
	world: World,
	repo: RepoRow,
	{ issue, actor }: { issue: IssueRow; actor: UserRow },
): Promise<Announcement> {
	closeRow(world, repo, { number: issue.number, actor });
	recordEvent(world.tables, {
		repo_id: repo.id,
		issue_number: issue.number,
		event: "closed",
		actor_id: actor.id,
	});
	const path = `/repos/${repo.full_name}/issues/${issue.number}`;
	const shown = await readThrough(world, { caller: insider(repo) }, path);
	return makeAnnouncement(world, repo, {
		event: "issues",
		action: "closed",
		sender: actor,
		fields: { issue: shown },
	});
}

/** Closes an issue's row; every pull request has one too. */
function closeRow(
	{ tables, now }: World,
	repo: RepoRow,
	{ number, actor }: { number: number; actor: UserRow },
): void {
	const row = tables.issues
		.findBy("repo_id", repo.id)
		.find((issue) => issue.number === number);
	if (row === undefined || row.state === "closed") return;
	tables.issues.update(row.id, {
		state: "closed",
		state_reason: row.is_pull_request ? null : "completed",
		closed_at: now(),
		closed_by_id: actor.id,
	});
	const open = tables.repos.get(repo.id)?.open_issues_count ?? 1;
	tables.repos.update(repo.id, { open_issues_count: Math.max(0, open - 1) });
}
