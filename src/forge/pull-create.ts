import { actorOf, may, visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NO_ADMIN_RIGHTS,
	NOT_FOR_INTEGRATION,
	NOT_FOUND,
	type Params,
	refusal,
	UNAUTHORIZED,
} from "./call.ts";
import { countDistance, mergeBase } from "./git-diff.ts";
import { pullEvent, pullFields, pullNumbered } from "./pull-view.ts";
import { branchHead } from "./resolve-commit.ts";
import { takeBack } from "./scope.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const NEED = {
	role: "write",
	permission: "pull_requests",
	level: "write",
} as const;

/** Opens a pull request between two branches of a repository that are there and differ. Forks are not known here. */
export async function createPull(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const sender = actorOf(world.tables, call.caller);
	if (sender === undefined) return UNAUTHORIZED;
	if (!may(world.tables, call.caller, repo, NEED))
		return call.caller?.kind === "installation"
			? NOT_FOR_INTEGRATION
			: NO_ADMIN_RIGHTS;
	const { title, head, base } = fields(call);
	if (typeof title !== "string" || title.trim() === "")
		return invalidField("PullRequest", "title", { code: "missing_field" });
	if (typeof head !== "string" || typeof base !== "string")
		return invalidField("PullRequest", "head", { code: "missing_field" });
	const headRef = ownBranch(repo, head.trim());
	const make = async (): Promise<Answer> => {
		const refused = await refuseBranches(world, repo, { headRef, base });
		if (refused !== undefined) return refused;
		const body = { ...fields(call), head: headRef };
		const answer = await world.emulate({ ...call, body });
		takeBack("pull_request");
		return answer;
	};
	const answer = await world.mirror.write(repo, call.caller, make);
	const { number } = (answer.body ?? {}) as { number?: number };
	const pull = pullNumbered(world, repo, number);
	if (answer.status !== 201 || pull === undefined) return answer;
	const parts = { pull, action: "opened", sender };
	await announceLater(world, repo, await pullEvent(world, repo, parts));
	return { ...answer, body: await pullFields(world, repo, pull) };
}

/** A head may be named with the repository's owner before it. */
function ownBranch(repo: RepoRow, head: string): string {
	const prefix = `${repo.full_name.split("/")[0]}:`;
	return head.startsWith(prefix) ? head.slice(prefix.length) : head;
}

async function refuseBranches(
	world: World,
	repo: RepoRow,
	{ headRef, base }: { headRef: string; base: string },
): Promise<Answer | undefined> {
	const [from, to] = [
		await branchHead(world, repo, base),
		await branchHead(world, repo, headRef),
	];
	if (to === undefined) return invalidField("PullRequest", "head");
	if (from === undefined) return invalidField("PullRequest", "base");
	const because = (message: string) =>
		refusal(422, "Validation Failed", [
			{ resource: "PullRequest", code: "custom", message },
		]);
	const dir = world.mirror.directory(repo);
	if ((await mergeBase(dir, from, to)) === undefined)
		return because(
			`The ${headRef} branch has no history in common with ${base}`,
		);
	if ((await countDistance(dir, from, to)).ahead === 0)
		return because(`No commits between ${base} and ${headRef}`);
	const isOpen = world.tables.pullRequests
		.findBy("repo_id", repo.id)
		.some(
			(pull) =>
				pull.state === "open" &&
				pull.head_ref === headRef &&
				pull.base_ref === base,
		);
	return isOpen
		? because(`A pull request already exists for ${headRef}.`)
		: undefined;
}
