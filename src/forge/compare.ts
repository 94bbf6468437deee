import { type Answer, type Call, NOT_FOUND, ok, pageOf } from "./call.ts";
import { commitFields, readCommits } from "./commit-fields.ts";
import { fileFields } from "./file-fields.ts";
import {
	countDistance,
	diffFiles,
	listCommits,
	mergeBase,
} from "./git-diff.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** Without pages GitHub lists this many commits of a comparison, and always this many files. */
const MOST_COMMITS = 250;
const MOST_FILES = 300;

interface Comparison {
	readonly repo: RepoRow;
	/** Full names of the two commits. */
	readonly from: string;
	readonly to: string;
	/** `<base>...<head>` as it was asked for. */
	readonly basehead: string;
}

/** Answers what `to` has over the best common ancestor with `from`: commits, files, and how far the two have gone apart. */
export async function compareCommits(
	call: Call,
	world: World,
	{ repo, from, to, basehead }: Comparison,
): Promise<Answer> {
	const dir = world.mirror.directory(repo);
	const common = await mergeBase(dir, from, to);
	if (common === undefined) return NOT_FOUND;
	const { ahead, behind } = await countDistance(dir, from, to);
	const hasPages = call.query.has("page") || call.query.has("per_page");
	const page = hasPages
		? pageOf(call, ahead, world.url)
		: { start: 0, size: MOST_COMMITS, headers: {} };
	const shas = await listCommits(dir, {
		base: from,
		head: to,
		skip: page.start,
		most: page.size,
	});
	const files =
		page.start === 0
			? (await diffFiles(dir, common, to)).slice(0, MOST_FILES)
			: [];
	const [base, ancestor, ...commits] = (
		await readCommits(world, repo, [from, common, ...shas])
	).map((commit) => commitFields(world, repo, commit));
	const path = `${repo.full_name}/compare/${basehead}`;
	const api = `${world.url}/repos/${path}`;
	const html = `${world.url}/${path}`;
	return ok(
		{
			url: api,
			html_url: html,
			permalink_url: `${world.url}/${repo.full_name}/compare/${from.slice(0, 12)}...${to.slice(0, 12)}`,
			diff_url: `${html}.diff`,
			patch_url: `${html}.patch`,
			base_commit: base,
			merge_base_commit: ancestor,
			status: statusOf(ahead, behind),
			ahead_by: ahead,
			behind_by: behind,
			total_commits: ahead,
			commits,
			files: files.map((file) =>
				fileFields(file, repo, { from: common, to, url: world.url }),
			),
		},
		page.headers,
	);
}

function statusOf(ahead: number, behind: number): string {
	if (ahead > 0) return behind > 0 ? "diverged" : "ahead";
	return behind > 0 ? "behind" : "identical";
}
