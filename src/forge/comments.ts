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
import { currentScope } from "./scope.ts";
import type { CommentRow, RepoRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

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

const WRITE = { role: "write", permission: "issues", level: "write" } as const;

async function listOfIssue(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
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
async function listOfRepository(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
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

async function answerList(
	call: Call,
	world: World,
	{ repo, rows }: { repo: RepoRow; rows: readonly CommentRow[] },
): Promise<Answer> {
	const { items, headers } = paged(call, rows, world.url);
	const paths = items.map(
		(row) => `/repos/${repo.full_name}/issues/comments/${row.id}`,
	);
	return ok(
		await Promise.all(paths.map((path) => readThrough(world, call, path))),
		headers,
	);
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
