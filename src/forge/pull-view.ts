import { type EventParts, insider } from "./announce.ts";
import { changedFiles, countDistance, mergeBase } from "./git-diff.ts";
import { mergeTree } from "./git-merge.ts";
import type { PullRow, RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

/** The pull request of a repository with a number. */
export function pullNumbered(
	{ tables }: Pick<World, "tables">,
	repo: RepoRow,
	number: string | number | undefined,
): PullRow | undefined {
	return tables.pullRequests
		.findBy("repo_id", repo.id)
		.find((pull) => pull.number === Number(number));
}

type Measures = Pick<
	PullRow,
	| "commits"
	| "additions"
	| "deletions"
	| "changed_files"
	| "mergeable"
	| "mergeable_state"
>;

/** Finds out what a pull request changes and whether it can be merged, unless that is known for where its branches are. */
export async function measurePull(
	world: Pick<World, "tables" | "mirror">,
	repo: RepoRow,
	pull: PullRow,
): Promise<PullRow> {
	const measured = `${pull.base_sha}...${pull.head_sha}`;
	if (pull.measured === measured) return pull;
	const found = await measure(world.mirror.directory(repo), pull);
	const changes = { ...found, measured };
	return world.tables.pullRequests.update(pull.id, changes, false) ?? pull;
}

async function measure(
	dir: string,
	{ base_sha, head_sha, draft }: PullRow,
): Promise<Measures> {
	const common = await mergeBase(dir, base_sha, head_sha);
	if (common === undefined)
		return {
			commits: 0,
			additions: 0,
			deletions: 0,
			changed_files: 0,
			mergeable: false,
			mergeable_state: "dirty",
		};
	const files = await changedFiles(dir, common, head_sha);
	const { ahead } = await countDistance(dir, base_sha, head_sha);
	const mergeable = (await mergeTree(dir, base_sha, head_sha)) !== undefined;
	return {
		commits: ahead,
		additions: files.reduce((sum, file) => sum + file.additions, 0),
		deletions: files.reduce((sum, file) => sum + file.deletions, 0),
		changed_files: files.length,
		mergeable,
		mergeable_state: mergeable ? (draft ? "draft" : "clean") : "dirty",
	};
}

/** A pull request as its own address shows it, whoever asks. */
export async function pullFields(
	world: World,
	repo: RepoRow,
	pull: PullRow,
): Promise<Record<string, unknown>> {
	await measurePull(world, repo, pull);
	const path = `/repos/${repo.full_name}/pulls/${pull.number}`;
	const shown = await readThrough(world, { caller: insider(repo) }, path);
	return shown as Record<string, unknown>;
}

/** The event of something that happened to a pull request. */
export async function pullEvent(
	world: World,
	repo: RepoRow,
	{
		pull,
		action,
		sender,
		extra = {},
	}: { pull: PullRow; action: string; sender: UserRow; extra?: object },
): Promise<EventParts> {
	const pull_request = await pullFields(world, repo, pull);
	return {
		event: "pull_request",
		action,
		sender,
		fields: { number: pull.number, pull_request, ...extra },
	};
}
