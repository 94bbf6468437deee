import { actorOf, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
	refusal,
} from "./call.ts";
import { commitMerge, mergeTree } from "./git-merge.ts";
import { mergeObstacle } from "./merge-rules.ts";
import { pullNumbered } from "./pull-view.ts";
import { alignRefRows } from "./ref-rows.ts";
import { branchHead } from "./resolve-commit.ts";
import { currentScope } from "./scope.ts";
import { settleMerge } from "./settle-merge.ts";
import type { PullRow, RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** Merges a pull request by a commit with two parents, or by one that squashes it. Rebasing is not offered. */
export async function mergePull(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const actor = actorOf(world.tables, call.caller);
	if (repo === undefined || actor === undefined) return NOT_FOUND;
	let done: { pull: PullRow; base: string; sha: string } | undefined;
	const answer = await world.mirror.write(repo, call.caller, async () => {
		const pull = pullNumbered(world, repo, params.number);
		if (pull === undefined) return NOT_FOUND;
		const refused = refuseMerge(call, world, { repo, pull });
		if (refused !== undefined) return refused;
		const merged = await mergeInto(call, world, { repo, pull, actor });
		if (merged === undefined)
			return refusal(405, "Pull Request is not mergeable");
		done = { pull, ...merged };
		const message = "Pull Request successfully merged";
		return ok({ sha: merged.sha, merged: true, message });
	});
	if (answer.status !== 200 || done === undefined) return answer;
	const { pull, base, sha } = done;
	const settled = { pullId: pull.id, base, sha, actor };
	const announcements = await settleMerge(world, repo, settled);
	currentScope()?.announced.push(...announcements);
	if (repo.delete_branch_on_merge)
		await deleteHead(call, world, { repo, pull });
	return answer;
}

function refuseMerge(
	call: Call,
	world: World,
	{ repo, pull }: { repo: RepoRow; pull: PullRow },
): Answer | undefined {
	const { sha, merge_method: method = "merge" } = fields(call);
	if (pull.merged || pull.state === "closed")
		return refusal(405, "Pull Request is not mergeable");
	if (pull.draft) return refusal(405, "Pull Request is still a draft");
	if (typeof sha === "string" && sha !== pull.head_sha)
		return refusal(
			409,
			"Head branch was modified. Review and try the merge again.",
		);
	if (method === "rebase" || (method === "squash" && !repo.allow_squash_merge))
		return refusal(405, `This repository does not allow to ${method}.`);
	if (method === "merge" && !repo.allow_merge_commit)
		return refusal(405, "Merge commits are not allowed on this repository.");
	if (method !== "merge" && method !== "squash")
		return refusal(422, `There is no merge method "${method}".`);
	const obstacle = mergeObstacle(world, repo, pull);
	return obstacle === undefined ? undefined : refusal(405, obstacle);
}

async function mergeInto(
	call: Call,
	world: World,
	{ repo, pull, actor }: { repo: RepoRow; pull: PullRow; actor: UserRow },
): Promise<{ base: string; sha: string } | undefined> {
	const base = await branchHead(world, repo, pull.base_ref);
	if (base === undefined) return undefined;
	const dir = world.mirror.directory(repo);
	const tree = await mergeTree(dir, base, pull.head_sha);
	if (tree === undefined) return undefined;
	const isSquashed = fields(call).merge_method === "squash";
	const sha = commitMerge(world, repo, {
		branch: pull.base_ref,
		before: base,
		tree,
		parents: isSquashed ? [base] : [base, pull.head_sha],
		message: messageOf(call, repo, { pull, isSquashed }),
		author: actor,
	});
	return { base, sha };
}

function messageOf(
	call: Call,
	repo: RepoRow,
	{ pull, isSquashed }: { pull: PullRow; isSquashed: boolean },
): string {
	const { commit_title, commit_message } = fields(call);
	const owner = repo.full_name.split("/")[0];
	const said = (text: unknown, otherwise: string) =>
		typeof text === "string" && text.trim() !== "" ? text.trim() : otherwise;
	const title = isSquashed
		? `${pull.title} (#${pull.number})`
		: `Merge pull request #${pull.number} from ${owner}/${pull.head_ref}`;
	const rest = said(commit_message, isSquashed ? "" : pull.title);
	const text = `${said(commit_title, title)}\n\n${rest}`.trim();
	// Git ends a commit's header at a zero byte, and the rest of the message would be lost.
	return text.replaceAll("\0", "");
}

/** Removes the merged branch, unless it is where everything else goes. */
async function deleteHead(
	call: Call,
	world: World,
	{ repo, pull }: { repo: RepoRow; pull: PullRow },
): Promise<void> {
	if (pull.head_ref === repo.default_branch) return;
	await world.mirror.write(repo, call.caller, async () => {
		const before = await branchHead(world, repo, pull.head_ref);
		const ref = `refs/heads/${pull.head_ref}`;
		if (before !== undefined)
			alignRefRows(world.tables, repo.id, [{ ref, before, after: null }]);
		return { status: 204 };
	});
}

/** Merges the base branch into the head branch. */
export async function updateBranch(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const author = actorOf(world.tables, call.caller);
	if (repo === undefined || author === undefined) return NOT_FOUND;
	return world.mirror.write(repo, call.caller, async () => {
		const pull = pullNumbered(world, repo, params.number);
		if (pull === undefined) return NOT_FOUND;
		const { expected_head_sha: expected } = fields(call);
		const isMoved = typeof expected === "string" && expected !== pull.head_sha;
		const isStale = isMoved || pull.state === "closed";
		const dir = world.mirror.directory(repo);
		const tree = isStale
			? undefined
			: await mergeTree(dir, pull.head_sha, pull.base_sha);
		if (tree === undefined)
			return refusal(422, "The head branch cannot be updated.");
		commitMerge(world, repo, {
			branch: pull.head_ref,
			before: pull.head_sha,
			tree,
			parents: [pull.head_sha, pull.base_sha],
			message: `Merge branch '${pull.base_ref}' into ${pull.head_ref}`,
			author,
		});
		const url = `${world.url}/repos/${repo.full_name}/pulls/${pull.number}`;
		const message = "Updating pull request branch.";
		return { status: 202, body: { message, url } };
	});
}
