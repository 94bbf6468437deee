import { actorOf, may, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { WRITE } from "./guard.ts";
import { userById } from "./people.ts";
import { currentScope } from "./scope.ts";
import type { CommentRow, RepoRow, Tables } from "./tables.ts";
import type { World } from "./world.ts";

const OF_ISSUE = "/repos/:owner/:repo/issues/:number/comments";
const COMMENT = "/repos/:owner/:repo/issues/comments/:comment_id";

/** Who may write, edit and delete comments, and the lists of them: the emulator takes one for an issue and knows no `since` in the other. */
export const commentRoutes = [
	route(`GET ${OF_ISSUE}`, listOfIssue),
	route("GET /repos/:owner/:repo/issues/comments", listOfRepository),
	route(`POST ${OF_ISSUE}`, create),
	route(`PATCH ${COMMENT}`, change),
	route(`DELETE ${COMMENT}`, change),
];

function listOfIssue(call: Call, params: Params, world: World): Answer {
	const repo = visibleRepo(world.tables, call.caller, params);
	const number = Number(params.number);
	const issues = world.tables.issues.findBy("repo_id", repo?.id);
	if (repo === undefined || !issues.some((issue) => issue.number === number))
		return NOT_FOUND;
	const rows = commentsSince(call, repo, world).filter(
		(row) => row.issue_number === number,
	);
	return answerList(call, world, {
		repo,
		rows: rows.sort((a, b) => a.id - b.id),
	});
}

/** Ascending by default; `sort=updated` is what a sweep asks for. */
function listOfRepository(call: Call, params: Params, world: World): Answer {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const column =
		call.query.get("sort") === "updated" ? "updated_at" : "created_at";
	const sign = call.query.get("direction") === "desc" ? -1 : 1;
	const order = (a: CommentRow, b: CommentRow) =>
		a[column] === b[column] ? a.id - b.id : a[column] < b[column] ? -1 : 1;
	const rows = commentsSince(call, repo, world).sort(
		(a, b) => sign * order(a, b),
	);
	return answerList(call, world, { repo, rows });
}

function commentsSince(
	call: Call,
	repo: RepoRow,
	{ tables }: World,
): CommentRow[] {
	const since = Date.parse(call.query.get("since") ?? "");
	return tables.comments.findBy("repo_id", repo.id).filter((row) => {
		return (
			row.comment_type === "issue" && !(Date.parse(row.updated_at) < since)
		);
	});
}

function answerList(
	call: Call,
	world: World,
	{ repo, rows }: { repo: RepoRow; rows: readonly CommentRow[] },
): Answer {
	const { items, headers } = paged(call, rows, world.url);
	return ok(
		items.map((row) => commentFields(row, repo, world)),
		headers,
	);
}

/** A comment as the emulator shows it, without asking it for each of a hundred. */
export function commentFields(
	row: CommentRow,
	repo: RepoRow,
	{ tables, url }: World,
): Record<string, unknown> {
	const api = `${url}/repos/${repo.full_name}/issues`;
	return {
		url: `${api}/comments/${row.id}`,
		html_url: `${url}/${repo.full_name}/issues/${row.issue_number}#issuecomment-${row.id}`,
		issue_url: `${api}/${row.issue_number}`,
		id: row.id,
		node_id: row.node_id,
		user: userById(tables, row.user_id, url),
		created_at: row.created_at,
		updated_at: row.updated_at,
		author_association: association(tables, repo, row.user_id),
		body: row.body,
	};
}

/** How somebody belongs to a repository, as GitHub tells it beside what they wrote. */
export function association(
	tables: Tables,
	repo: RepoRow,
	userId: number,
): string {
	if (repo.owner_type === "User" && repo.owner_id === userId) return "OWNER";
	const teams = tables.teamMembers
		.findBy("user_id", userId)
		.map((row) => tables.teams.get(row.team_id));
	if (
		repo.owner_type === "Organization" &&
		teams.some((team) => team?.org_id === repo.owner_id)
	)
		return "MEMBER";
	const isCollaborator = tables.collaborators
		.findBy("repo_id", repo.id)
		.some((row) => row.user_id === userId);
	return isCollaborator ? "COLLABORATOR" : "NONE";
}

function create(
	call: Call,
	params: Params,
	world: World,
): Answer | Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	if (actorOf(world.tables, call.caller) === undefined) return UNAUTHORIZED;
	const issue = world.tables.issues
		.findBy("repo_id", repo.id)
		.find((row) => row.number === Number(params.number));
	if (issue?.locked === true && !may(world.tables, call.caller, repo, WRITE)) {
		return refusal(403, "Unable to create comment because issue is locked.");
	}
	return world.emulate(call);
}

/** People change their own comments, and all of them with write; an App needs its permission. */
function change(
	call: Call,
	params: Params,
	world: World,
): Answer | Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const comment =
		repo === undefined
			? undefined
			: commentOf(world, repo, Number(params.comment_id));
	if (repo === undefined || comment === undefined) return NOT_FOUND;
	const actor = actorOf(world.tables, call.caller);
	if (actor === undefined) return UNAUTHORIZED;
	if (
		comment.user_id !== actor.id &&
		!may(world.tables, call.caller, repo, WRITE)
	)
		return NO_ADMIN_RIGHTS;
	const scope = currentScope();
	if (scope !== undefined) scope.before = { body: comment.body };
	return world.emulate(call);
}

function commentOf(
	{ tables }: World,
	repo: RepoRow,
	id: number,
): CommentRow | undefined {
	const row = tables.comments.get(id);
	return row?.repo_id === repo.id && row.comment_type === "issue"
		? row
		: undefined;
}
