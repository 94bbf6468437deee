import { actorOf, visibleRepo } from "./access.ts";
import { announceLater, insider } from "./announce.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	route,
} from "./call.ts";
import { forWrite } from "./guard.ts";
import { pinTable } from "./pin-store.ts";
import type { CommentRow, RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

const PIN = "/repos/:owner/:repo/issues/comments/:comment_id/pin";

/** Pinning a comment to the top of its issue; one at a time, the last one stays. */
export const pinRoutes = [
	route(`PUT ${PIN}`, forWrite(pin)),
	route(`DELETE ${PIN}`, forWrite(unpin)),
];

async function pin(call: Call, params: Params, world: World): Promise<Answer> {
	const found = commentOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, comment, actor } = found;
	const pins = pinTable(world.db);
	const isPinned = pins.findOneBy("comment_id", comment.id) !== undefined;
	if (!isPinned) {
		for (const row of pins.all()) {
			const other = world.tables.comments.get(row.comment_id);
			const isSameIssue =
				other?.repo_id === repo.id &&
				other.issue_number === comment.issue_number;
			if (other === undefined || isSameIssue) pins.delete(row.id);
		}
		pins.insert({ comment_id: comment.id, user_id: actor.id });
		await announce(world, repo, { action: "pinned", comment, actor });
	}
	return ok(await shown(world, repo, comment));
}

async function unpin(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = commentOf(call, params, world);
	if (found === undefined) return NOT_FOUND;
	const { repo, comment, actor } = found;
	const row = pinTable(world.db).findOneBy("comment_id", comment.id);
	if (row !== undefined) {
		pinTable(world.db).delete(row.id);
		await announce(world, repo, { action: "unpinned", comment, actor });
	}
	return { status: 204 };
}

function commentOf(
	call: Call,
	params: Params,
	{ tables }: World,
): { repo: RepoRow; comment: CommentRow; actor: UserRow } | undefined {
	const repo = visibleRepo(tables, call.caller, params);
	const comment = tables.comments.get(Number(params.comment_id));
	const actor = actorOf(tables, call.caller);
	const isHere =
		comment?.repo_id === repo?.id && comment?.comment_type === "issue";
	return repo === undefined || comment === undefined || !isHere || !actor
		? undefined
		: { repo, comment, actor };
}

function shown(
	world: World,
	repo: RepoRow,
	comment: CommentRow,
): Promise<unknown> {
	const path = `/repos/${repo.full_name}/issues/comments/${comment.id}`;
	return readThrough(world, { caller: insider(repo) }, path);
}

async function announce(
	world: World,
	repo: RepoRow,
	{
		action,
		comment,
		actor,
	}: { action: string; comment: CommentRow; actor: UserRow },
): Promise<void> {
	const path = `/repos/${repo.full_name}/issues/${comment.issue_number}`;
	const issue = await readThrough(world, { caller: insider(repo) }, path);
	await announceLater(world, repo, {
		event: "issue_comment",
		action,
		sender: actor,
		fields: { comment: await shown(world, repo, comment), issue },
	});
}
