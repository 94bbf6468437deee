import { commitColumns, parseBatch } from "./git-objects.ts";
import { git } from "./git-process.ts";
import { simpleUser } from "./people.ts";
import type { CommitRow, RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** What a commit says of itself. Dates are ISO 8601. */
export type CommitText = Pick<
	CommitRow,
	| "message"
	| "author_name"
	| "author_email"
	| "author_date"
	| "committer_name"
	| "committer_email"
	| "committer_date"
	| "tree_sha"
	| "parent_shas"
>;

/** Reads commits from git, in the order asked for; those that are not there are left out. */
export async function readCommits(
	{ mirror }: Pick<World, "mirror">,
	repo: RepoRow,
	shas: readonly string[],
): Promise<{ sha: string; text: CommitText }[]> {
	if (shas.length === 0) return [];
	const objects = parseBatch(
		await git(
			mirror.directory(repo),
			["cat-file", "--batch"],
			`${shas.join("\n")}\n`,
		),
	);
	return shas.flatMap((sha) => {
		const object = objects.get(sha);
		return object?.type === "commit"
			? [{ sha, text: commitColumns(object.content) }]
			: [];
	});
}

/** A commit as lists, comparisons and the `status` event show it. */
export function commitFields(
	{ tables, url }: Pick<World, "tables" | "url">,
	repo: RepoRow,
	{ sha, text }: { sha: string; text: CommitText },
): Record<string, unknown> {
	const api = `${url}/repos/${repo.full_name}`;
	const page = `${url}/${repo.full_name}/commit`;
	return {
		sha,
		node_id: nodeId(sha),
		commit: {
			author: {
				name: text.author_name,
				email: text.author_email,
				date: text.author_date,
			},
			committer: {
				name: text.committer_name,
				email: text.committer_email,
				date: text.committer_date,
			},
			message: text.message,
			tree: { sha: text.tree_sha, url: `${api}/git/trees/${text.tree_sha}` },
			url: `${api}/git/commits/${sha}`,
			comment_count: 0,
			verification: UNSIGNED,
		},
		url: `${api}/commits/${sha}`,
		html_url: `${page}/${sha}`,
		comments_url: `${api}/commits/${sha}/comments`,
		author: accountOf({ tables, url }, text.author_email),
		committer: accountOf({ tables, url }, text.committer_email),
		parents: text.parent_shas.map((parent) => ({
			sha: parent,
			url: `${api}/commits/${parent}`,
			html_url: `${page}/${parent}`,
		})),
	};
}

const UNSIGNED = {
	verified: false,
	reason: "unsigned",
	signature: null,
	payload: null,
	verified_at: null,
};

/** A commit as check suites and pushes show it. */
export function simpleCommit({
	sha,
	text,
}: {
	sha: string;
	text: CommitText;
}): Record<string, unknown> {
	return {
		id: sha,
		tree_id: text.tree_sha,
		message: text.message,
		timestamp: text.committer_date,
		author: { name: text.author_name, email: text.author_email },
		committer: { name: text.committer_name, email: text.committer_email },
	};
}

function nodeId(sha: string): string {
	return Buffer.from(`commit${sha}`).toString("base64url");
}

/** The account behind a commit's mail address; null when no account is known by it. */
function accountOf(
	{ tables, url }: Pick<World, "tables" | "url">,
	email: string,
): Record<string, unknown> | null {
	const noreply = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email);
	const user =
		tables.users.findOneBy("login", noreply?.[1] ?? "") ??
		tables.users.all().find((row) => row.email === email);
	return user === undefined ? null : simpleUser(user, url);
}
