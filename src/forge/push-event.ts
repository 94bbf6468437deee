import { actorOf } from "./access.ts";
import type { RefChange } from "./bare-repository.ts";
import type { Caller } from "./callers.ts";
import type { Announcement } from "./emulator.ts";
import { commitColumns, parseBatch } from "./git-objects.ts";
import { git, linesOf } from "./git-process.ts";
import { simpleUser } from "./people.ts";
import type { RepoRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

const MOST_COMMITS = 20;
const NO_OBJECT = "0".repeat(40);

/** The events that a changed ref causes: `push`, and `create` or `delete` when it came or went. */
export async function refEvents(
	world: World,
	{
		repo,
		change,
		pusher,
	}: { repo: RepoRow; change: RefChange; pusher: Caller },
): Promise<Announcement[]> {
	const actor = actorOf(world.tables, pusher);
	const repository = await readThrough(
		world,
		{ caller: pusher },
		`/repos/${repo.full_name}`,
	);
	if (actor === undefined || repository === undefined) return [];
	const { ref, before, after } = change;
	const sender = simpleUser(actor, world.url);
	const name = ref.replace(/^refs\/(heads|tags)\//, "");
	const event = (kind: string, fields: object): Announcement => {
		const payload = { ref, ...fields, repository, sender };
		return {
			event: kind,
			action: undefined,
			payload,
			repository: repo.full_name,
		};
	};
	const named = {
		ref: name,
		ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
		pusher_type: "user",
	};
	const commits = await commitsOf(world, repo, change);
	const push = event("push", {
		before: before ?? NO_OBJECT,
		after: after ?? NO_OBJECT,
		created: before === null,
		deleted: after === null,
		forced: false,
		base_ref: null,
		compare: `${world.url}/${repo.full_name}/compare/${before?.slice(0, 12) ?? ""}...${after?.slice(0, 12) ?? ""}`,
		commits,
		head_commit: commits.at(-1) ?? null,
		pusher: { name: actor.login, email: actor.email },
	});
	if (before === null)
		return [
			event("create", {
				...named,
				master_branch: repo.default_branch,
				description: null,
			}),
			push,
		];
	if (after === null) return [event("delete", named), push];
	return [push];
}

async function commitsOf(
	world: World,
	repo: RepoRow,
	{ before, after }: RefChange,
): Promise<object[]> {
	if (after === null) return [];
	const dir = world.mirror.directory(repo);
	// Of a new branch only the head is told: what else is new with it would have to be searched in all others.
	const range =
		before === null
			? ["--max-count=1", after]
			: [`--max-count=${MOST_COMMITS}`, after, `^${before}`];
	const log = [
		"-c",
		"core.quotePath=false",
		"log",
		"--format=commit %H",
		"--name-status",
		"--no-renames",
	];
	const lines = linesOf(await git(dir, [...log, ...range]));
	const shas = lines
		.filter((line) => line.startsWith("commit "))
		.map((line) => line.slice("commit ".length));
	const objects = parseBatch(
		await git(dir, ["cat-file", "--batch"], `${shas.join("\n")}\n`),
	);
	return shas.reverse().map((sha) => {
		const content = objects.get(sha)?.content ?? Buffer.alloc(0);
		return {
			...commitFields(sha, content, `${world.url}/${repo.full_name}`),
			...filesOf(lines, sha),
		};
	});
}

function nextCommit(lines: readonly string[], from: number): number {
	const at = lines.findIndex(
		(line, index) => index >= from && line.startsWith("commit "),
	);
	return at === -1 ? lines.length : at;
}

function commitFields(id: string, content: Buffer, htmlUrl: string): object {
	const columns = commitColumns(content);
	return {
		id,
		tree_id: columns.tree_sha,
		distinct: true,
		message: columns.message,
		timestamp: columns.committer_date,
		url: `${htmlUrl}/commit/${id}`,
		author: { name: columns.author_name, email: columns.author_email },
		committer: { name: columns.committer_name, email: columns.committer_email },
	};
}

function filesOf(
	lines: readonly string[],
	sha: string,
): { added: string[]; removed: string[]; modified: string[] } {
	const start = lines.indexOf(`commit ${sha}`) + 1;
	const files = lines
		.slice(start, nextCommit(lines, start))
		.map((line) => line.split("\t"));
	const paths = (fits: (status: string) => boolean) =>
		files.filter(([status = ""]) => fits(status)).map(([, path = ""]) => path);
	return {
		added: paths((status) => status === "A"),
		removed: paths((status) => status === "D"),
		modified: paths((status) => status !== "A" && status !== "D"),
	};
}
