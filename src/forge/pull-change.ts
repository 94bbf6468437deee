import { actorOf, may, visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	type Params,
	UNAUTHORIZED,
} from "./call.ts";
import { pullEvent, pullFields, pullNumbered } from "./pull-view.ts";
import { branchHead } from "./resolve-commit.ts";
import { takeBack } from "./scope.ts";
import type { PullRow, RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

const permission = "pull_requests";
const WRITE = { role: "write", permission, level: "write" } as const;
const TRIAGE = { role: "triage", permission, level: "write" } as const;

/** Changes a pull request: its author and those with write everything, those with triage whether it is open. */
export async function changePull(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const before =
		repo === undefined ? undefined : pullNumbered(world, repo, params.number);
	if (repo === undefined || before === undefined) return NOT_FOUND;
	const sender = actorOf(world.tables, call.caller);
	if (sender === undefined) return UNAUTHORIZED;
	const isStateAlone = Object.keys(fields(call)).join() === "state";
	const need = isStateAlone ? TRIAGE : WRITE;
	const isAuthor = before.user_id === sender.id;
	if (!isAuthor && !may(world.tables, call.caller, repo, need))
		return NO_ADMIN_RIGHTS;
	const answer = await world.mirror.write(repo, call.caller, async () => {
		const refused = await refuseChange(call, world, { repo, before });
		if (refused !== undefined) return refused;
		const changed = await world.emulate(call);
		takeBack("pull_request");
		return changed;
	});
	if (answer.status !== 200) return answer;
	const after = await followBranches(world, repo, before);
	await announceChanges(world, repo, { before, after, sender });
	return { ...answer, body: await pullFields(world, repo, after) };
}

async function refuseChange(
	call: Call,
	world: World,
	{ repo, before }: { repo: RepoRow; before: PullRow },
): Promise<Answer | undefined> {
	const { state, base } = fields(call);
	if (state !== undefined && state !== "open" && state !== "closed")
		return invalidField("PullRequest", "state");
	if (typeof base === "string" && base !== before.base_ref) {
		const isThere = (await branchHead(world, repo, base)) !== undefined;
		if (!isThere || before.state === "closed")
			return invalidField("PullRequest", "base");
	}
	if (state !== "open" || before.state === "open") return undefined;
	const isGone = (await branchHead(world, repo, before.head_ref)) === undefined;
	const message = `state cannot be changed. The ${before.head_ref} branch ${before.merged ? "was merged" : "has been deleted"}.`;
	return before.merged || isGone
		? invalidField("PullRequest", "state", { message })
		: undefined;
}

/** A pull request that is opened again is where its branches have gone in the meantime. */
async function followBranches(
	world: World,
	repo: RepoRow,
	before: PullRow,
): Promise<PullRow> {
	const { pullRequests } = world.tables;
	const row = pullRequests.get(before.id) ?? before;
	if (row.state !== "open" || before.state === "open") return row;
	const head_sha = await branchHead(world, repo, row.head_ref);
	const base_sha = await branchHead(world, repo, row.base_ref);
	const changes = {
		head_sha: head_sha ?? row.head_sha,
		base_sha: base_sha ?? row.base_sha,
	};
	return pullRequests.update(row.id, changes) ?? row;
}

async function announceChanges(
	world: World,
	repo: RepoRow,
	{
		before,
		after,
		sender,
	}: { before: PullRow; after: PullRow; sender: UserRow },
): Promise<void> {
	const changes = {
		...(before.title === after.title ? {} : { title: { from: before.title } }),
		...(before.body === after.body
			? {}
			: { body: { from: before.body ?? "" } }),
		...(before.base_ref === after.base_ref
			? {}
			: {
					base: {
						ref: { from: before.base_ref },
						sha: { from: before.base_sha },
					},
				}),
	};
	const announce = async (action: string, extra: object = {}) => {
		const parts = { pull: after, action, sender, extra };
		await announceLater(world, repo, await pullEvent(world, repo, parts));
	};
	if (Object.keys(changes).length > 0) await announce("edited", { changes });
	if (before.state !== after.state)
		await announce(after.state === "closed" ? "closed" : "reopened");
}
