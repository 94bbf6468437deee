import { actorOf, may, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { userById } from "./people.ts";
import {
	REACTIONS,
	type Reaction,
	type ReactionRow,
	reactionTable,
	reactionTarget,
} from "./reaction-store.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const ISSUE = "/repos/:owner/:repo/issues/:number/reactions";
const COMMENT = "/repos/:owner/:repo/issues/comments/:comment_id/reactions";

/** Reactions to issues and to their comments. */
export const reactionRoutes = [
	route(`GET ${ISSUE}`, list),
	route(`POST ${ISSUE}`, create),
	route(`DELETE ${ISSUE}/:reaction_id`, remove),
	route(`GET ${COMMENT}`, list),
	route(`POST ${COMMENT}`, create),
	route(`DELETE ${COMMENT}/:reaction_id`, remove),
];

interface Target {
	readonly repo: RepoRow;
	readonly key: string;
}

function targetOf(
	call: Call,
	params: Params,
	{ tables }: World,
): Target | undefined {
	const repo = visibleRepo(tables, call.caller, params);
	if (repo === undefined) return undefined;
	if (params.comment_id !== undefined) {
		const comment = tables.comments.get(Number(params.comment_id));
		const isHere =
			comment?.repo_id === repo.id && comment.comment_type === "issue";
		return isHere
			? { repo, key: reactionTarget("comment", comment.id) }
			: undefined;
	}
	const issue = tables.issues
		.findBy("repo_id", repo.id)
		.find((row) => row.number === Number(params.number));
	return issue === undefined
		? undefined
		: { repo, key: reactionTarget("issue", issue.id) };
}

function list(call: Call, params: Params, world: World): Answer {
	const target = targetOf(call, params, world);
	if (target === undefined) return NOT_FOUND;
	const content = call.query.get("content");
	const rows = reactionTable(world.db).findBy("target", target.key);
	const wanted = rows.filter(
		(row) => content === null || row.content === content,
	);
	const { items, headers } = paged(call, wanted, world.url);
	return ok(
		items.map((row) => reactionFields(row, world)),
		headers,
	);
}

/** 201 for a new reaction, 200 when this caller had already left it. */
function create(call: Call, params: Params, world: World): Answer {
	const target = targetOf(call, params, world);
	if (target === undefined) return NOT_FOUND;
	const actor = actorOf(world.tables, call.caller);
	if (actor === undefined) return UNAUTHORIZED;
	if (
		!may(world.tables, call.caller, target.repo, {
			role: "read",
			permission: "issues",
			level: "write",
		})
	) {
		return refusal(403, "Resource not accessible by integration");
	}
	const { content } = fields(call);
	if (!REACTIONS.includes(content as Reaction)) {
		return refusal(422, "Validation Failed", [
			{
				resource: "Reaction",
				field: "content",
				code: "invalid",
				value: content,
			},
		]);
	}
	const table = reactionTable(world.db);
	const had = table
		.findBy("target", target.key)
		.find((row) => row.user_id === actor.id && row.content === content);
	if (had !== undefined) return ok(reactionFields(had, world));
	const row = table.insert({
		target: target.key,
		user_id: actor.id,
		content: content as Reaction,
	});
	return { status: 201, body: reactionFields(row, world) };
}

/** Everybody removes their own; GitHub answers 404 for another's. */
function remove(call: Call, params: Params, world: World): Answer {
	const target = targetOf(call, params, world);
	const actor = actorOf(world.tables, call.caller);
	if (target !== undefined && actor === undefined) return UNAUTHORIZED;
	const row = reactionTable(world.db).get(Number(params.reaction_id));
	if (
		target === undefined ||
		row?.target !== target.key ||
		row.user_id !== actor?.id
	)
		return NOT_FOUND;
	reactionTable(world.db).delete(row.id);
	return { status: 204 };
}

function reactionFields(
	row: ReactionRow,
	{ tables, url }: World,
): Record<string, unknown> {
	return {
		id: row.id,
		node_id: Buffer.from(`Reaction${row.id}`).toString("base64url"),
		user: userById(tables, row.user_id, url),
		content: row.content,
		created_at: row.created_at,
	};
}
