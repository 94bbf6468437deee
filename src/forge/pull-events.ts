import { announceNow, makeAnnouncement } from "./announce.ts";
import type { Announcement } from "./emulator.ts";
import { isAncestor } from "./git-diff.ts";
import { pullEvent } from "./pull-view.ts";
import type { MovedRef } from "./ref-rows.ts";
import { branchHead } from "./resolve-commit.ts";
import { closePull, settleMerge } from "./settle-merge.ts";
import type { PullRow, RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

const HEADS = "refs/heads/";

interface Moved {
	readonly repo: RepoRow;
	readonly change: MovedRef;
	readonly sender: UserRow;
}

/**
 * What a changed branch does to pull requests, and the events of it: those whose head moved are `synchronize`d, those whose
 * head branch is gone are closed, those whose head the base now holds count as merged, whichever way it got there.
 */
export async function pullEvents(
	world: World,
	moved: Moved,
): Promise<Announcement[]> {
	if (!moved.change.ref.startsWith(HEADS)) return [];
	return [
		...(await synchronized(world, moved)),
		...(await closedWithBranch(world, moved)),
		...(await mergedByPush(world, moved)),
	];
}

async function synchronized(
	world: World,
	{ repo, change, sender }: Moved,
): Promise<Announcement[]> {
	const { before, after, pulls } = change;
	const announcements: Announcement[] = [];
	for (const id of pulls) {
		const pull = world.tables.pullRequests.get(id);
		if (pull?.state !== "open" || pull.repo_id !== repo.id) continue;
		const parts = await pullEvent(world, repo, {
			pull,
			action: "synchronize",
			sender,
			extra: { before, after },
		});
		announcements.push(await makeAnnouncement(world, repo, parts));
	}
	return announcements;
}

async function closedWithBranch(
	world: World,
	{ repo, change, sender }: Moved,
): Promise<Announcement[]> {
	if (change.after !== null) return [];
	const branch = change.ref.slice(HEADS.length);
	const announcements: Announcement[] = [];
	for (const pull of openPulls(world, repo, { head_ref: branch }))
		announcements.push(await closePull(world, repo, { pull, actor: sender }));
	return announcements;
}

async function mergedByPush(
	world: World,
	{ repo, change, sender }: Moved,
): Promise<Announcement[]> {
	const { ref, before: base, after: sha } = change;
	if (base === null || sha === null) return [];
	const dir = world.mirror.directory(repo);
	const announcements: Announcement[] = [];
	const branch = ref.slice(HEADS.length);
	for (const pull of openPulls(world, repo, { base_ref: branch })) {
		if (!(await isAncestor(dir, pull.head_sha, sha))) continue;
		// A head that the base held already has nothing left to be merged.
		if (await isAncestor(dir, pull.head_sha, base)) continue;
		const merge = { pullId: pull.id, base, sha, actor: sender };
		announcements.push(...(await settleMerge(world, repo, merge)));
	}
	return announcements;
}

/**
 * Does at the start what a crash kept from being done after a branch had changed: pull requests whose head the base holds by
 * now count as merged, those without their head branch as closed, both by their author.
 */
export async function catchUpPulls(world: World): Promise<void> {
	const { tables, mirror } = world;
	const open = tables.pullRequests
		.all()
		.filter(({ state }) => state === "open");
	for (const pull of open) {
		const repo = tables.repos.get(pull.repo_id);
		const actor = tables.users.get(pull.user_id);
		if (repo === undefined || actor === undefined) continue;
		const dir = mirror.directory(repo);
		const sha = await branchHead(world, repo, pull.base_ref);
		// One that was forced back into its base has nothing that could have been merged.
		if (pull.commits === 0) continue;
		if (sha !== undefined && (await isAncestor(dir, pull.head_sha, sha))) {
			const base = pull.measured?.split("...", 1)[0] ?? sha;
			const merge = { pullId: pull.id, base, sha, actor };
			announceNow(world, await settleMerge(world, repo, merge));
		} else if ((await branchHead(world, repo, pull.head_ref)) === undefined)
			announceNow(world, [await closePull(world, repo, { pull, actor })]);
	}
}

function openPulls(
	{ tables }: World,
	repo: RepoRow,
	wanted: Partial<Pick<PullRow, "head_ref" | "base_ref">>,
): PullRow[] {
	return tables.pullRequests
		.findBy("repo_id", repo.id)
		.filter(
			(pull) =>
				pull.state === "open" &&
				(wanted.head_ref ?? pull.head_ref) === pull.head_ref &&
				(wanted.base_ref ?? pull.base_ref) === pull.base_ref,
		);
}
