import { insider } from "./announce.ts";
import type { LinkedIssue } from "./linked-issue.ts";
import { readThrough, type World } from "./world.ts";

/** What a pull request and its issue have in common. */
const SHARED = [
	"number",
	"title",
	"body",
	"user",
	"labels",
	"state",
	"locked",
	"active_lock_reason",
	"assignee",
	"assignees",
	"milestone",
	"comments",
	"author_association",
	"draft",
	"created_at",
	"updated_at",
	"closed_at",
];

/** The issue that a pull request is too, put together from what the emulator tells of the pull request. */
export async function pullIssueFields(
	world: World,
	{ repo, issue }: LinkedIssue,
): Promise<Record<string, unknown> | undefined> {
	const path = `/repos/${repo.full_name}/pulls/${issue.number}`;
	const read = await readThrough(world, { caller: insider(repo) }, path);
	if (read === undefined) return undefined;
	const pull = read as Record<string, unknown>;
	const repository_url = `${world.url}/repos/${repo.full_name}`;
	const url = `${repository_url}/issues/${issue.number}`;
	return {
		...Object.fromEntries(SHARED.map((name) => [name, pull[name]])),
		id: issue.id,
		node_id: issue.node_id,
		state_reason: null,
		closed_by: null,
		url,
		repository_url,
		html_url: pull.html_url,
		labels_url: `${url}/labels{/name}`,
		comments_url: `${url}/comments`,
		events_url: `${url}/events`,
		timeline_url: `${url}/timeline`,
	};
}
