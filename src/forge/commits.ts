import { visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	refusal,
	route,
} from "./call.ts";
import { noCommit } from "./check-access.ts";
import { commitFields, readCommits } from "./commit-fields.ts";
import { compareCommits } from "./compare.ts";
import { fileFields } from "./file-fields.ts";
import { diffFiles, EMPTY_TREE } from "./git-diff.ts";
import { forReaders } from "./guard.ts";
import { branchHead, resolveCommit } from "./resolve-commit.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const REPO = "/repos/:owner/:repo";

/**
 * Commits, branches and comparisons from git itself: the emulator knows no commit that a branch has lost, and tells less of
 * a branch than GitHub does.
 */
export const commitRoutes = [
	route(`GET ${REPO}/compare/:basehead`, forReaders("contents", compare)),
	route(`GET ${REPO}/branches/:branch`, forReaders("contents", showBranch)),
	route(`GET ${REPO}/commits/:ref`, forReaders("contents", showCommit)),
];

/** GitHub shows at most this many files of one commit or comparison. */
const MOST_FILES = 300;

async function showCommit(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	// A branch's name may hold slashes; these names GitHub gives a meaning of their own.
	if (/\/(comments|pulls|branches-where-head)$/.test(params.ref ?? ""))
		return world.emulate(call);
	const sha = await resolveCommit(world, repo, params.ref ?? "");
	const [commit] =
		sha === undefined ? [] : await readCommits(world, repo, [sha]);
	if (commit === undefined) return noCommit(params.ref);
	const parent = commit.text.parent_shas[0] ?? EMPTY_TREE;
	const dir = world.mirror.directory(repo);
	const files = await diffFiles(dir, parent, commit.sha);
	const additions = sum(files.map((file) => file.additions));
	const deletions = sum(files.map((file) => file.deletions));
	const hasPages = call.query.has("page") || call.query.has("per_page");
	const page = hasPages
		? paged(call, files, world.url)
		: { items: files.slice(0, MOST_FILES), headers: {} };
	return ok(
		{
			...commitFields(world, repo, commit),
			stats: { total: additions + deletions, additions, deletions },
			files: page.items.map((file) =>
				fileFields(file, repo, {
					from: parent,
					to: commit.sha,
					url: world.url,
				}),
			),
		},
		page.headers,
	);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

async function compare(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const [base = "", head = ""] = (params.basehead ?? "").split("...");
	if (repo === undefined || head === "") return NOT_FOUND;
	const [from, to] = await Promise.all(
		[base, head].map((ref) =>
			resolveCommit(world, repo, withoutOwner(ref, repo)),
		),
	);
	if (from === undefined || to === undefined) return NOT_FOUND;
	return compareCommits(call, world, {
		repo,
		from,
		to,
		basehead: params.basehead ?? "",
	});
}

/** `acme:main` is how GitHub names a branch of a repository's owner. */
function withoutOwner(ref: string, repo: RepoRow): string {
	const prefix = `${repo.full_name.split("/")[0]}:`;
	return ref.toLowerCase().startsWith(prefix.toLowerCase())
		? ref.slice(prefix.length)
		: ref;
}

async function showBranch(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const name = params.branch ?? "";
	if (/\/protection(\/|$)/.test(name)) return world.emulate(call);
	const sha = await branchHead(world, repo, name);
	const [commit] =
		sha === undefined ? [] : await readCommits(world, repo, [sha]);
	if (commit === undefined) return refusal(404, "Branch not found");
	const api = `${world.url}/repos/${repo.full_name}/branches/${name}`;
	const rule = world.tables.branchProtections
		.findBy("repo_id", repo.id)
		.find((row) => row.branch_name === name);
	const contexts = rule?.required_status_checks?.contexts ?? [];
	return ok({
		name,
		commit: commitFields(world, repo, commit),
		_links: {
			self: api,
			html: `${world.url}/${repo.full_name}/tree/${name}`,
		},
		protected: rule !== undefined,
		protection: {
			enabled: rule !== undefined,
			required_status_checks: {
				enforcement_level: contexts.length === 0 ? "off" : "everyone",
				contexts,
				checks: contexts.map((context) => ({ context, app_id: null })),
			},
		},
		protection_url: `${api}/protection`,
	});
}
