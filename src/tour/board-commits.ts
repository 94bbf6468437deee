import type { Clone } from "./repository.ts";

/** A commit of the board's branch, as plain git tells of it. */
export interface BoardCommit {
	readonly sha: string;
	readonly author: string;
	readonly committer: string;
	readonly subject: string;
	/** Trailers by name, without `Baton-`. */
	readonly trailers: ReadonlyMap<string, string>;
}

const FORMAT = "%H%x00%an <%ae>%x00%cn%x00%s%x00%(trailers:only,unfold)%x01";

/** The commits that touched these tasks, oldest first. */
export async function commitsOf(
	{ git }: Clone,
	tasks: readonly number[],
): Promise<readonly BoardCommit[]> {
	const paths = tasks.map((task) => `tasks/*/${task}/*`);
	const log = await git(
		"log",
		"--reverse",
		`--format=${FORMAT}`,
		"--",
		...paths,
	);
	return log
		.split("\u0001")
		.map((record) => record.trim())
		.filter((record) => record !== "")
		.map((record) => {
			const [sha = "", author = "", committer = "", subject = "", rest = ""] =
				record.split("\0");
			return { sha, author, committer, subject, trailers: trailersIn(rest) };
		});
}

function trailersIn(text: string): ReadonlyMap<string, string> {
	return new Map(
		text.split("\n").flatMap((line) => {
			const match = /^Baton-([A-Za-z]+): (.*)$/.exec(line);
			return match === null ? [] : [[match[1] as string, match[2] as string]];
		}),
	);
}

const NEEDED = ["Op", "Id", "Task", "Agent", "Role", "Version", "Input"];

/** What is wrong with a commit by itself, if something is: author, committer, subject or trailers. */
export function flawIn(
	{ author, committer, subject, trailers }: BoardCommit,
	bot: string,
): string | undefined {
	const actor = /^(\S+) \((\d+)\)$/.exec(trailers.get("Actor") ?? "");
	const [, login, id] = actor ?? [];
	const missing = NEEDED.filter((name) => (trailers.get(name) ?? "") === "");
	if (missing.length > 0) return `it has no Baton-${missing[0]}`;
	if (trailers.get("Kind") !== "op") return "it is no command's commit";
	if (Number.isNaN(Date.parse(trailers.get("Now") ?? "")))
		return "it does not say when";
	if (author !== `${login} <${id}+${login}@users.noreply.github.com>`)
		return `its author is ${author}, its actor ${login} (${id})`;
	if (committer !== bot) return `its committer is ${committer}`;
	const named = `${trailers.get("Op")} ${trailers.get("Task")}: `;
	return subject.length <= 72 && subject.startsWith(named)
		? undefined
		: `its subject is not one of ${named}`;
}
