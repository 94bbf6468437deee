import { visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
} from "./call.ts";
import { issueReference } from "./issue-reference.ts";
import { shownIssue } from "./linked-issue.ts";
import { appBehind, userById } from "./people.ts";
import type { IssueEventRow, RepoRow, Tables } from "./tables.ts";
import type { World } from "./world.ts";

/** Issue events: what happened to labels, assignees and state, and who did it. */
export const eventRoutes = [
	route("GET /repos/:owner/:repo/issues/:number/events", listOfIssue),
	route("GET /repos/:owner/:repo/issues/events", listOfRepository),
	route("GET /repos/:owner/:repo/issues/events/:event_id", show),
];

/** The emulator also notes these, which GitHub does not count as events. */
const NOT_LISTED: ReadonlySet<string> = new Set(["opened", "edited"]);

/** Records an event the emulator does not record by itself. */
export function recordEvent(
	tables: Tables,
	columns: Pick<
		IssueEventRow,
		"repo_id" | "issue_number" | "event" | "actor_id"
	> &
		Partial<IssueEventRow>,
): void {
	const row = tables.issueEvents.insert({
		node_id: "",
		commit_id: null,
		commit_url: null,
		label_name: null,
		assignee_id: null,
		milestone_title: null,
		rename: null,
		...columns,
	});
	tables.issueEvents.update(row.id, {
		node_id: Buffer.from(`IssueEvent${row.id}`).toString("base64url"),
	});
}

/** Keeps with a new event what a later change would hide: why an issue was closed, and a label's colour. */
export function completeEvent(
	tables: Tables,
	row: IssueEventRow,
): IssueEventRow {
	if (row.event === "closed") {
		const issue = tables.issues
			.findBy("repo_id", row.repo_id)
			.find(({ number }) => number === row.issue_number);
		return { ...row, state_reason: issue?.state_reason ?? null };
	}
	if (row.label_name === null) return row;
	const label = tables.labels
		.findBy("repo_id", row.repo_id)
		.find(({ name }) => name === row.label_name);
	return { ...row, label_color: label?.color ?? "ededed" };
}

function listOfIssue(call: Call, params: Params, world: World): Answer {
	const repo = visibleRepo(world.tables, call.caller, params);
	const number = Number(params.number);
	const issues = world.tables.issues.findBy("repo_id", repo?.id);
	if (repo === undefined || !issues.some((issue) => issue.number === number))
		return NOT_FOUND;
	const rows = world.tables.issueEvents
		.findBy("issue_number", number)
		.filter((row) => isListed(row, repo));
	const { items, headers } = paged(
		call,
		rows.sort((a, b) => a.id - b.id),
		world.url,
	);
	return ok(
		items.map((row) => eventFields(row, repo, world)),
		headers,
	);
}

async function listOfRepository(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const rows = world.tables.issueEvents
		.findBy("repo_id", repo.id)
		.filter((row) => isListed(row, repo));
	const { items, headers } = paged(
		call,
		rows.sort((a, b) => b.id - a.id),
		world.url,
	);
	const issues = new Map<number, unknown>();
	for (const number of new Set(items.map((row) => row.issue_number))) {
		issues.set(number, await issueOf(repo, number, world));
	}
	return ok(
		items.map((row) => ({
			...eventFields(row, repo, world),
			issue: issues.get(row.issue_number),
		})),
		headers,
	);
}

async function show(call: Call, params: Params, world: World): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const row = world.tables.issueEvents.get(Number(params.event_id));
	if (repo === undefined || row === undefined || !isListed(row, repo))
		return NOT_FOUND;
	return ok({
		...eventFields(row, repo, world),
		issue: await issueOf(repo, row.issue_number, world),
	});
}

async function issueOf(
	repo: RepoRow,
	number: number,
	world: World,
): Promise<unknown> {
	const issue = world.tables.issues
		.findBy("repo_id", repo.id)
		.find((row) => row.number === number);
	return issue === undefined ? null : shownIssue(world, { repo, issue });
}

/** Whether an event is one of a repository's that GitHub shows. */
export function isListed(row: IssueEventRow, repo: RepoRow): boolean {
	return row.repo_id === repo.id && !NOT_LISTED.has(row.event);
}

/** An event as lists show it, without its issue. */
export function eventFields(
	row: IssueEventRow,
	repo: RepoRow,
	{ tables, url }: World,
): Record<string, unknown> {
	const actor = userById(tables, row.actor_id, url);
	return {
		id: row.id,
		node_id: row.node_id,
		url: `${url}/repos/${repo.full_name}/issues/events/${row.id}`,
		actor,
		event: row.event,
		commit_id: row.commit_id,
		commit_url: row.commit_url,
		created_at: row.created_at,
		performed_via_github_app: appBehind(
			tables,
			tables.users.get(row.actor_id)?.login,
			url,
		),
		...detailsOf(row, actor, { tables, url }),
	};
}

function detailsOf(
	row: IssueEventRow,
	actor: unknown,
	{ tables, url }: Pick<World, "tables" | "url">,
): object {
	switch (row.event) {
		case "labeled":
		case "unlabeled":
			return {
				label: { name: row.label_name, color: row.label_color ?? "ededed" },
			};
		case "assigned":
		case "unassigned":
			return {
				assignee: userById(tables, row.assignee_id, url),
				assigner: actor,
			};
		case "milestoned":
		case "demilestoned":
			return { milestone: { title: row.milestone_title } };
		case "renamed":
			return { rename: row.rename };
		case "locked":
			return { lock_reason: null };
		case "closed":
			return { state_reason: row.state_reason ?? null };
		case "review_dismissed":
			return { dismissed_review: row.dismissed_review };
		default:
			return linkOf(row, { tables, url });
	}
}

/** Events of links between issues carry the other issue under a name that tells what it is. */
function linkOf(
	row: IssueEventRow,
	world: Pick<World, "tables" | "url">,
): object {
	const name = /^(sub_issue|parent_issue|blocked_by|blocking)_/.exec(row.event);
	return name === null
		? {}
		: { [`${name[1]}`]: issueReference(world, row.linked_issue_id) };
}
