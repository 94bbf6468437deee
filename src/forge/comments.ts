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

/** Who may write, edit and delete comments, and `since`, which the emulator does not know on an issue. */
export const commentRoutes = [
	route(`GET ${OF_ISSUE}`, list),
	route(`POST ${OF_ISSUE}`, create),
	route(`PATCH ${COMMENT}`, change),
	route(`DELETE ${COMMENT}`, change),
];

const WRITE = { role: "write", permission: "issues", level: "write" } as const;

async function list(call: Call, params: Params, world: World): Promise<Answer> {
	const since = call.query.get("since");
	const repo = visibleRepo(world.tables, call.caller, params);
	if (since === null || repo === undefined) return world.emulate(call);
	const number = Number(params.number);
	const rows = world.tables.comments
		.findBy("repo_id", repo.id)
		.filter((row) => {
			return (
				row.comment_type === "issue" &&
				row.issue_number === number &&
				row.updated_at >= since
			);
		});
	const { items, headers } = paged(
		call,
		rows.sort((a, b) => a.id - b.id),
		world.url,
	);
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
